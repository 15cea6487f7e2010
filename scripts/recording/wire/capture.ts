// Captures what crosses the loopback interface while cells run, in a network namespace of its own (network_namespaces(7)).
// That needs no root: unshare(1) makes a user namespace in which tcpdump may capture. Programs of the course get no capability.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { release, type } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { type Lesson, projectDir } from '../../course/lesson.ts';
import type { Ladder, Recorded, WireSubject } from '../../course/wire-file.ts';
import { Problem } from '../../project/problem.ts';
import { watch } from '../../project/wait.ts';
import { laddersOf, millisecondsAfter, startOf, untilAnswered } from './ladders.ts';
import { type Packet, readPacket } from './packet.ts';
import { PcapReader } from './pcap.ts';

/** What namespace-process.ts is told to do. */
export type Order =
  | { do: 'mark'; text: string }
  | { do: 'count' }
  | { do: 'lab' }
  | { do: 'run'; root: string; lesson: string; cell?: string; pair?: string; isOwn: boolean };

/** What namespace-process.ts answers. */
export type Answer =
  | { is: 'ready'; marker: string; capabilities: string[] }
  | { is: 'lab' }
  /** What a cell or a pair printed, and when each of these lines was printed, µs since the epoch. */
  | { is: 'output'; text: string; times: number[] }
  | { is: 'problem'; where: string; remedy: string };

/** The longest wait for the capture to begin, and for each packet that marks a place in it, ms. */
const patience = 20_000;
/** The time after which a mark is sent again, ms: before the capture has begun, it is not seen. */
const pace = 20;

/** The system of this machine, without the last number of its release: "Linux 6.18". */
export const system = `${type()} ${/^\d+\.\d+/.exec(release())?.[0] ?? release()}`;

// unshare maps the user to one that is not root, because tcpdump of root would change to another user, which does not exist here.
const inNamespace = ['--net', '--map-user=1000', '--map-group=1000', '--keep-caps', '--', 'sh', '-c'];
const noCapabilities = '--inh-caps=-all --ambient-caps=-all --bounding-set=-all';
// With the usual length of a packet (-s), the buffer in immediate mode holds so few that some are lost.
const script = `ip link set lo up || exit
command -v tcpdump >&2 || { echo "no tcpdump" >&2; exit 1; }
tcpdump -i lo --immediate-mode -U -n -s 256 -B 4096 -w - 3>&- &
exec setpriv ${noCapabilities} "$@" "$!" >&2`;

/** Why a machine cannot capture. */
export class CannotCapture extends Problem {
  /** What the system, or a program of it, says. */
  readonly said: string;

  constructor(said: string) {
    const needs =
      'it needs Linux with user namespaces, unshare and setpriv (util-linux 2.36), ip (iproute2) and tcpdump';
    super('capture', `this machine cannot capture: ${said}; ${needs}`);
    this.said = said;
  }
}

/** A running capture. It has a process, so close it. */
export class Capture {
  readonly #child: ChildProcess;
  readonly #events = watch(patience);
  readonly #answers: Answer[] = [];
  #complaints = '';
  #ended = false;
  #marker = '';
  #marks = 0;
  #awaited = '';
  #packets: Packet[] = [];
  #taken: Packet[] | undefined;

  private constructor() {
    const program = join(projectDir, 'scripts', 'recording', 'wire', 'namespace-process.ts');
    this.#child = spawn('unshare', [...inNamespace, script, 'sh', process.execPath, program], {
      cwd: projectDir,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const end = () => {
      this.#ended = true;
      this.#events.look();
    };
    this.#child
      .on('error', (error) => {
        this.#complaints += error.message;
        end();
      })
      .on('exit', end)
      .on('message', (answer: Answer) => {
        this.#answers.push(answer);
        this.#events.look();
      });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#complaints += text;
      this.#events.look();
    });
    this.#read(this.#child.stdout);
  }

  /**
   * Starts a capture, and waits until it sees packets.
   * @throws CannotCapture if this machine cannot capture; Error if programs would have capabilities
   */
  static async start(): Promise<Capture> {
    const capture = new Capture();
    try {
      const ready = await capture.#answer('ready');
      // A fault of the script above, not of this machine.
      if (ready.capabilities.length > 0) throw new Error(`programs would have ${ready.capabilities.join(', ')}`);
      capture.#marker = ready.marker;
      await capture.#mark();
      return capture;
    } catch (error) {
      await capture.close();
      throw error;
    }
  }

  #failure(why: string): Problem {
    return new CannotCapture(this.#complaints.trim().split('\n').at(-1) || why);
  }

  #read(stdout: Readable | null): void {
    const reader = new PcapReader();
    stdout?.on('data', (piece: Buffer) => {
      for (const frame of reader.add(piece)) {
        const packet = readPacket(frame);
        if (packet === undefined) continue;
        if (packet.from !== this.#marker) this.#packets.push(packet);
        else if (String(packet.data) === this.#awaited && this.#taken === undefined) {
          this.#taken = this.#packets;
          this.#packets = [];
        }
      }
      this.#events.look();
    });
  }

  #send(order: Order): void {
    if (this.#child.connected) this.#child.send(order);
  }

  /** Waits for an answer. A run has its own time limit. @throws Problem if that is what is answered */
  async #answer<Is extends Answer['is']>(is: Is, limit?: number): Promise<Extract<Answer, { is: Is }>> {
    await this.#events.until(() => this.#answers.length > 0 || this.#ended, limit);
    const answer = this.#answers.shift();
    if (answer?.is === 'problem') throw new Problem(answer.where, answer.remedy);
    if (answer?.is !== is) throw this.#failure(`no answer within ${patience} ms`);
    return answer as Extract<Answer, { is: Is }>;
  }

  /** Marks a place in the capture, and waits until the capture has reached it. @returns the packets since the last mark */
  async #mark(): Promise<Packet[]> {
    this.#awaited = `mark ${++this.#marks}`;
    this.#taken = undefined;
    const send = () => this.#send({ do: 'mark', text: this.#awaited });
    const timer = setInterval(send, pace);
    send();
    const hasFailed = () => this.#ended || /^tcpdump: (?!listening|\d)/m.test(this.#complaints);
    await this.#events.until(() => this.#taken !== undefined || hasFailed());
    clearInterval(timer);
    if (this.#taken === undefined) throw this.#failure(`no packet was captured within ${patience} ms`);
    return this.#taken;
  }

  /** The report of tcpdump on the packets that it has lost so far, and their number. @throws Problem if there is no report */
  async #losses(): Promise<{ text: string; lost: number }> {
    const counts = () => [...this.#complaints.matchAll(/(\d+) packets? dropped by (?:kernel|interface)/g)];
    const before = counts().length;
    this.#send({ do: 'count' });
    await this.#events.until(() => counts().length > before || this.#ended);
    const said = counts().slice(before);
    if (said.length === 0) throw new Problem('capture', 'tcpdump does not say how many packets it lost; try again');
    const lost = said.reduce((sum, [, count]) => sum + Number(count), 0);
    return { text: said.map(([all]) => all).join(', '), lost };
  }

  /** Runs a cell or a pair in the namespace, with the ports of the pages. Returns what crossed meanwhile, too. */
  async #run(lesson: Lesson, subject: WireSubject, isOwn: boolean) {
    if ('lab' in subject && subject.lab) {
      this.#send({ do: 'lab' });
      await this.#answer('lab');
    }
    await this.#mark();
    const what = 'file' in subject ? { cell: subject.name } : { pair: subject.name };
    this.#send({ do: 'run', root: dirname(lesson.dir), lesson: lesson.id, ...what, isOwn });
    const { text, times } = await this.#answer('output', 120_000);
    const packets = await this.#mark();
    return { output: text, times, packets, ladders: laddersOf(packets), ...(await this.#losses()) };
  }

  /**
   * Runs a cell or a pair to record it.
   * @throws Problem if it does not run as lesson.json says, or if the capture has gaps
   */
  async run(lesson: Lesson, subject: WireSubject): Promise<Recorded> {
    const { output, times, packets, ladders, text, lost } = await this.#run(lesson, subject, false);
    if (lost > 0) throw new Problem('capture', `packets are missing: ${text}; record again`);
    const start = startOf(packets) ?? 0;
    return {
      output,
      lines: times.map((time) => millisecondsAfter(start, time)),
      ladders: subject.wire === 'answer' ? untilAnswered(ladders) : ladders,
    };
  }

  /**
   * Runs a cell or a pair that the reader may have changed, so any exit code is accepted.
   * @returns what it printed, all that crossed, and the number of packets that were lost in the capture
   * @throws Problem if a limit ends it, or if something it needs does not start
   */
  async runOwn(lesson: Lesson, subject: WireSubject): Promise<{ output: string; ladders: Ladder[]; lost: number }> {
    const { output, ladders, lost } = await this.#run(lesson, subject, true);
    return { output, ladders, lost };
  }

  /** Ends the capture, and everything that it started. */
  async close(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    if (!this.#ended) await once(this.#child, 'exit');
  }
}
