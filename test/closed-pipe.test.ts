// What every program and every command does if the reader of its output closes the pipe at once, as in `… | head -c0`.
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { fillArgs, withPorts, writtenPort } from '../scripts/course/cells.ts';
import { exercises } from '../scripts/course/exercises.ts';
import { cellOf, lessonIds, readLesson } from '../scripts/course/lesson.ts';
import { type Lab, startLab } from '../scripts/lab/lab.ts';
import { freePort } from '../scripts/project/free-port.ts';
import { nothingYet } from '../scripts/pupil/merge.ts';
import { labPorts } from '../scripts/recording/record.ts';
import { part } from './support/extent.ts';
import { launch, own, portIn, program, toFullDisk, toNoReader } from './support/program.ts';

let lab: Lab;
/** Sends a number to each client, and closes the connection. */
const greeter = createServer((socket) => socket.on('error', () => {}).end('1\n'));
let scratch: string;
beforeAll(async () => {
  lab = await startLab();
  await once(greeter.listen(0, '127.0.0.1'), 'listening');
  scratch = mkdtempSync(join(tmpdir(), 'socketbook-closed-pipe-'));
  writeFileSync(join(scratch, 'ann.json'), JSON.stringify(nothingYet()));
});
afterAll(async () => {
  rmSync(scratch, { recursive: true });
  greeter.close();
  await lab.close();
});

/** Runs a program with a closed standard output. Checks that it ends by itself and prints nothing on stderr. */
async function endsQuietly(context: TestContext, args: readonly (string | number)[], codes: readonly number[]) {
  const { code, signal, stderr } = await launch(context, args, toNoReader).done;
  expect(stderr).not.toMatch(/^ +at |^node:|EPIPE/m);
  expect(signal).toBeNull();
  expect(codes).toContain(code);
}

const cells = lessonIds().flatMap((id) => {
  const lesson = readLesson(id);
  return lesson.cells.map((cell) => ({ name: `${id}/${cell.file} (${cell.name})`, lesson, cell }));
});

describe.skipIf(process.platform === 'win32').concurrent('with a closed pipe as standard output,', () => {
  test.for(part(cells, 3))('$name prints no stack trace', async ({ lesson, cell }, context) => {
    const written = writtenPort(lesson, cell);
    let port = written === undefined ? 0 : await freePort('tcp');
    const ports = written === undefined ? undefined : { [written]: port };
    if (cell.with !== undefined) {
      const args = ports === undefined ? [0] : [];
      const server = own(context, program(`${lesson.id}/${cellOf(lesson, cell.with).file}`, args, { ports }));
      port = await portIn(server);
    }
    let file = join(lesson.dir, cell.file);
    if (ports !== undefined) {
      const text = withPorts(readFileSync(file, 'utf8'), ports);
      file = join(scratch, `${port}-${cell.file}`);
      writeFileSync(file, text);
    }
    const args = fillArgs(lesson, cell, labPorts(lab), port);
    await endsQuietly(context, [file, ...args], [0, 1, cell.exit]);
  });

  test.for(part(exercises(), 3))('the solution of $id prints no stack trace', async (exercise, context) => {
    const { port } = greeter.address() as AddressInfo;
    const others: Record<string, (string | number)[]> = {
      '01/two-datagrams': [port, 'hi', 'hey'],
      '01/door-for-two': [0],
      '01/either-family': ['127.0.0.1', port],
      '02/answer-the-sender': [0],
      '02/udp-ping': [lab.port('echo')],
      '04/port-list': ['22,80'],
      '04/false-open': ['127.0.0.1', port, 0],
      '04/scan': [1000, port, lab.port('closed')],
      '05/join-bug': [port, 3],
      '05/check-then-take': [port, 2, 7, 8],
      '05/worker-limit': [port, 2, 3],
      '05/pool-scan': [2, 1000, port, lab.port('closed')],
      '07/one-line-each': [port, '127.0.0.1'],
      '07/resume': [JSON.stringify({ host: '127.0.0.1', open: [], closed: [], left: [port] })],
      '07/watch': ['127.0.0.1', port],
      '07/monitor': ['127.0.0.1', port],
    };
    const args = others[exercise.id] ?? [exercise.id.startsWith('03/') ? 0 : port];
    await endsQuietly(context, [join(exercise.dir, 'solution.ts'), ...args], [0, 1]);
  });

  const commands = [
    'lab.ts',
    'lab.ts --help',
    'record.ts --help',
    'sync.ts --help',
    'new.ts --help',
    'check.ts --help',
    'class.ts ann.json',
    'practice.ts --list',
    'wire.ts --help',
    'judge.ts 01/four-values lessons/01-socket-concepts/exercises/1-four-values/solution.ts',
  ];
  test.for(part(commands, 3))('scripts/%s prints no stack trace, and exits 1', async (line, context) => {
    const [command = '', ...args] = line.split(' ');
    const told = args.map((arg) => (arg === 'ann.json' ? join(scratch, arg) : arg));
    await endsQuietly(context, [join('scripts', command), ...told], [1]);
  });
});

test.skipIf(process.platform !== 'linux')('a command reports a full disk, and exits 1', async (context) => {
  const outcome = await launch(context, ['scripts/lab.ts', '--help'], toFullDisk).done;
  expect(outcome).toEqual({ stdout: '', stderr: 'cannot write: ENOSPC\n', code: 1, signal: null });
});
