import { expect, test } from 'vitest';
import { normalize } from '../scripts/course/normalizers.ts';

test('normalize() replaces nothing without a rule', () => {
  const text = 'listening on 127.0.0.1:40001 after 12 ms';
  expect(normalize(text, [])).toBe(text);
});

test('normalize() keeps equal ports equal and distinct ports distinct', () => {
  const one = normalize('127.0.0.1:40001 to 127.0.0.1:40002, port 40001', ['ports']);
  expect(one).toBe('127.0.0.1:<port 1> to 127.0.0.1:<port 2>, port <port 1>');
  expect(normalize('127.0.0.1:40001 to 127.0.0.1:40001, port 40001', ['ports'])).not.toBe(one);
});

test('normalize() does not replace counts, years and bytes as ports', () => {
  const text = '65535 ports scanned, 16384 bytes, 2026, 127.0.0.1';
  expect(normalize(text, ['ports'])).toBe(text);
});

test('normalize() replaces a port after an IPv6 address', () => {
  expect(normalize('[::1]:40001 and ::1:40001', ['ports'])).toBe('[::1]:<port 1> and ::1:<port 1>');
});

test('normalize() replaces times, but not their units', () => {
  expect(normalize('in 0.31 s, 12 ms, 3 seconds, 5 ports', ['times'])).toBe(
    'in <time> s, <time> ms, <time> seconds, 5 ports',
  );
});

test('normalize() replaces the paths of Unix sockets and named pipes', () => {
  expect(normalize('at /tmp/a-1/x.sock and \\\\.\\pipe\\x', ['paths'])).toBe('at <path 1> and <path 2>');
});
