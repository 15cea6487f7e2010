// What `npm run record` does while another program uses the lab's ports, as `npm start` does.
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labFrom } from '../scripts/course/lab-ports.ts';
import { newLesson } from '../scripts/new.ts';
import { Capture } from '../scripts/recording/wire/capture.ts';
import { run as finish } from './support/build.ts';
import { copyProject } from './support/project-copy.ts';

let copy: string;
/** The port in the text of the first programs of the course. */
const written = 8888;
const others = [labFrom, written].map((port) => ({
  port,
  server: createServer((socket) => socket.on('error', () => {}).destroy()),
}));
beforeAll(async () => {
  copy = copyProject();
  // A machine that cannot capture refuses cells with "wire": see wire.test.ts. Ports are the subject here.
  const capture = await Capture.start().catch(() => undefined);
  await capture?.close();
  const facts = join(copy, 'lessons', '01-socket-concepts', 'lesson.json');
  if (capture === undefined) writeFileSync(facts, readFileSync(facts, 'utf8').replace(/"wire": true,/g, ''));
  for (const { port, server } of others) {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening').catch(() => {}); // if another program has the port, it serves as well
  }
});
afterAll(() => {
  for (const { server } of others) server.close();
  rmSync(copy, { recursive: true });
});

const record = (lesson: string) => finish(process.execPath, ['scripts/record.ts', lesson], { cwd: copy });

test('record.ts records a lesson that does not need the lab while the lab ports are taken', async () => {
  const id = await newLesson('quiet', join(copy, 'lessons'));
  const recording = join(copy, 'lessons', id, 'hello.out.txt');
  rmSync(recording);
  expect(await record(id)).toEqual({ code: 0, output: `recorded   lessons/${id}/hello.out.txt\n` });
  expect(readFileSync(recording, 'utf8')).toContain('the conversation is over');
});

test('record.ts refuses a lesson that needs the lab while the lab ports are taken, in one line that names the port', async () => {
  expect(await record('04')).toEqual({
    code: 2,
    output:
      `port ${labFrom} on 127.0.0.1 is in use: stop the program that uses it ` +
      '("npm start" and "npm run lab" open a lab)\n',
  });
});

test('record.ts runs programs with their port in their text on another port while it is taken', async () => {
  const { code, output } = await record('01');
  expect(code).toBe(0);
  expect(output).toMatch(/^(unchanged {2}lessons\/01-socket-concepts\/[\w.-]+\n)+$/);
  expect(output).toContain('greeting.pair.txt');
});

test('record.ts writes no output that was printed with another port than that of the page', async ({
  onTestFinished,
}) => {
  const folder = join(copy, 'lessons', '01-socket-concepts');
  const [program, recording] = [join(folder, 'server.ts'), join(folder, 'server.out.txt')];
  const before = readFileSync(recording, 'utf8');
  const text = readFileSync(program, 'utf8');
  writeFileSync(program, text.replace('someone has', 'somebody has'));
  onTestFinished(() => writeFileSync(program, text));
  const { code, output } = await record('01');
  expect(code).not.toBe(0);
  expect(output).toMatch(
    /^[^\n]*server\.out\.txt: the output has changed, but port 8888 is in use; stop the program that uses it, then record\n$/,
  );
  expect(readFileSync(recording, 'utf8')).toBe(before);
});
