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
  /** The TCP ports on 127.0.0.1 by name, as a cell's arguments name them. */
  ports: Record<string, number>;
  /** Resolves when it has ended, however it ended. */
  ended: Promise<unknown>;
  close(): Promise<void>;
}

/** Starts the lab in a process of its own. Resolves with undefined when it ends before it is ready. */
async function startAt(from: number | undefined): Promise<LiveLab | undefined> {
  const args = from === undefined ? [] : [String(from)];
  // A process of its own: whatever a program does to the lab, the page still answers.
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

/** Starts the lab where the recordings have it, or, if somebody is there already, wherever the system puts it. */
async function startLiveLab(): Promise<LiveLab> {
  const lab = (await startAt(labFrom)) ?? (await startAt(undefined));
  if (lab === undefined) throw new Refusal(503, 'noLab');
  return lab;
}

/** The lab of the notebook: another one where there is none, or none any more. */
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
