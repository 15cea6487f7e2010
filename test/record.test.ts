// What `npm run record` does while another program uses the lab's ports, as `npm start` does.
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labFrom } from '../scripts/course/lab-ports.ts';
import { newLesson } from '../scripts/new.ts';
import { run as finish } from './support/build.ts';
import { copyProject } from './support/project-copy.ts';

let copy: string;
const other = createServer((socket) => socket.on('error', () => {}).destroy());
beforeAll(async () => {
  copy = copyProject();
  other.listen(labFrom, '127.0.0.1');
  await once(other, 'listening').catch(() => {}); // if another program has the port, it serves as well
});
afterAll(() => {
  other.close();
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
