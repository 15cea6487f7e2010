import { expect, test } from 'vitest';
import { mask } from '../scripts/recording/normalizers.ts';

test('without a rule nothing is masked', () => {
  const text = 'listening on 127.0.0.1:40001 after 12 ms';
  expect(mask(text, [])).toBe(text);
});

test('equal ports stay equal and distinct ports stay distinct', () => {
  const one = mask('127.0.0.1:40001 to 127.0.0.1:40002, port 40001', ['ports']);
  expect(one).toBe('127.0.0.1:<port 1> to 127.0.0.1:<port 2>, port <port 1>');
  expect(mask('127.0.0.1:40001 to 127.0.0.1:40001, port 40001', ['ports'])).not.toBe(one);
});

test('only ports are ports: counts, years and bytes stay', () => {
  const text = '65535 ports scanned, 16384 bytes, 2026, 127.0.0.1';
  expect(mask(text, ['ports'])).toBe(text);
});

test('a port behind an IPv6 address is a port', () => {
  expect(mask('[::1]:40001 and ::1:40001', ['ports'])).toBe('[::1]:<port 1> and ::1:<port 1>');
});

test('times are masked, their units are not', () => {
  expect(mask('in 0.31 s, 12 ms, 3 seconds, 5 ports', ['times'])).toBe(
    'in <time> s, <time> ms, <time> seconds, 5 ports',
  );
});

test('paths of Unix sockets and named pipes are masked', () => {
  expect(mask('at /tmp/a-1/x.sock and \\\\.\\pipe\\x', ['paths'])).toBe('at <path 1> and <path 2>');
});
