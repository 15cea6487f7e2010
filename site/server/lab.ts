import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { labFrom } from '../../scripts/course/lab-ports.ts';
import { projectDir } from '../../scripts/course/lesson.ts';
import { launch } from '../../scripts/runner/process.ts';
import type { Service } from '../shared/protocol.ts';
import { Refusal } from './guard.ts';

export interface LiveLab {
  services: Service[];
  /** The TCP ports on 127.0.0.1, by the names that a cell's arguments use. */
  ports: Record<string, number>;
  /** Resolves when the process has ended, for any reason. */
  ended: Promise<unknown>;
  close(): Promise<void>;
}

/** Starts the lab in its own process. Resolves with undefined if the process ends before it is ready. */
async function startAt(from: number | undefined): Promise<LiveLab | undefined> {
  const args = from === undefined ? [] : [String(from)];
  // The lab has its own process, so that the page still answers if a program blocks or crashes the lab.
  const child = launch([join(projectDir, 'scripts', 'lab', 'lab-process.ts'), ...args], process.env);
  child.stderr?.resume();
  const ended = once(child, 'close').catch(() => {});
  if (child.stdout === null) return undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const services: Service[] = JSON.parse(line);
    const tcp = services.filter((one) => one.protocol === 'tcp' && one.host === '127.0.0.1');
    return {
      services,
      ports: Object.fromEntries(tcp.map((one) => [one.name, one.port])),
      ended,
      async close() {
        child.kill('SIGTERM');
        await ended;
      },
    };
  }
  return undefined;
}

/** Starts the lab on the ports of the recordings or, if one is taken, on ports that the system chooses. */
async function startLiveLab(): Promise<LiveLab> {
  const lab = (await startAt(labFrom)) ?? (await startAt(undefined));
  if (lab === undefined) throw new Refusal(503, 'noLab');
  return lab;
}

/** The lab of the notebook. Starts it if it is not running, or no longer running. */
export class Lab {
  #lab: Promise<LiveLab> | undefined;

  open(): Promise<LiveLab> {
    if (this.#lab !== undefined) return this.#lab;
    const opened = startLiveLab();
    const forget = () => {
      if (this.#lab === opened) this.#lab = undefined;
    };
    this.#lab = opened;
    opened.then(({ ended }) => ended.then(forget), forget);
    return opened;
  }

  async close(): Promise<void> {
    await (await this.#lab?.catch(() => undefined))?.close();
  }
}
