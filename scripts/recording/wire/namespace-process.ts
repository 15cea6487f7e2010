// Runs in a network namespace of its own, without capabilities, beside tcpdump:  node namespace-process.ts PID-OF-TCPDUMP
// capture.ts starts it and tells it what to do. Nothing else uses this network, so the ports of the pages are free here.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { labFrom } from '../../course/lab-ports.ts';
import { cellOf, pairOf, readLesson } from '../../course/lesson.ts';
import { textOfTalk } from '../../course/pairs.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import { Problem } from '../../project/problem.ts';
import { runPair } from '../../runner/pair.ts';
import { runCell } from '../../runner/run.ts';
import { type TimedLine, timedLines } from '../../runner/timed-lines.ts';
import { labPorts, observe, transcript } from '../record.ts';
import type { Answer, Order } from './capture.ts';
import { clockDifference } from './clocks.ts';

const tcpdump = Number(process.argv[2]);
let lab: Promise<Lab> | undefined;

const marker = createSocket('udp4');
marker.bind(0, '127.0.0.1');
await once(marker, 'listening');
const { port } = marker.address();

const say = (answer: Answer): void => void process.send?.(answer);

/** The most that the two clocks may drift apart during a run, µs. Within it, line and packet can appear in the wrong order. */
const drift = 1000;

type Run = Extract<Order, { do: 'run' }>;

/** @throws Problem if a line has no time */
async function linesOf({ root, lesson: id, cell, pair }: Run): Promise<{ text: string; lines: TimedLine[] }> {
  const lesson = readLesson(id, root);
  const options = { times: true, ...(lab !== undefined && { lab: labPorts(await lab) }) };
  if (cell === undefined) {
    const said = await runPair(lesson, pairOf(lesson, pair ?? ''), options);
    return { text: textOfTalk(said), lines: said };
  }
  const printed = await observe(lesson, cellOf(lesson, cell), options);
  const lines = timedLines(printed);
  if (printed.split('\n').length !== lines.length + 1 || !printed.endsWith('\n'))
    throw new Problem(
      `lessons/${id}/lesson.json: cell ${cell}`,
      'has "wire", but a line of its output has no time: its end was not printed, or it was typed',
    );
  return { text: lines.map((line) => `${line.text}\n`).join(''), lines };
}

/** What a cell or a pair of a reader printed. */
async function printedBy({ root, lesson: id, cell, pair }: Run): Promise<string> {
  const lesson = readLesson(id, root);
  const options = { anyExit: true, ...(lab !== undefined && { lab: labPorts(await lab) }) };
  if (cell !== undefined) return transcript(await runCell(lesson, cellOf(lesson, cell), options));
  return textOfTalk(await runPair(lesson, pairOf(lesson, pair ?? ''), options));
}

async function run(order: Run): Promise<Answer> {
  if (order.isOwn) return { is: 'output', text: await printedBy(order), times: [] };
  const before = clockDifference();
  const { text, lines } = await linesOf(order);
  const after = clockDifference();
  if (Math.abs(after - before) > drift)
    throw new Problem('capture', "this machine's clock was adjusted during the run; record again");
  return { is: 'output', text, times: lines.map(({ time }) => Number(time) / 1e3 + (before + after) / 2) };
}

async function follow(order: Order): Promise<void> {
  if (order.do === 'mark') return void marker.send(order.text, port, '127.0.0.1', () => {});
  if (order.do === 'count') return void process.kill(tcpdump, 'SIGUSR1');
  if (order.do === 'run') return say(await run(order));
  lab ??= startLab({ from: labFrom, ipv6: false });
  await lab;
  say({ is: 'lab' });
}

process.on('message', (order: Order) =>
  follow(order).catch((error) => {
    if (!(error instanceof Problem)) throw error;
    say({ is: 'problem', where: error.message.slice(0, -error.remedy.length - 2), remedy: error.remedy });
  }),
);
// The process that started this one has ended, or has closed the channel.
process.on('disconnect', async () => {
  process.kill(tcpdump, 'SIGTERM');
  marker.close();
  await (await lab)?.close();
});

/** The capabilities of this process (proc_pid_status(5)). Programs that it starts have no others. */
const capabilities = readFileSync('/proc/self/status', 'utf8').match(/^Cap(?:Inh|Prm|Eff|Bnd|Amb):\s*0*[^0\s].*$/gm);
say({ is: 'ready', marker: `127.0.0.1:${port}`, capabilities: capabilities ?? [] });
