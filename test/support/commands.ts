import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { projectDir } from '../../scripts/course/lesson.ts';
import type { Ended, Start } from './command-host.ts';

/**
 * A process that runs one command of the project many times, one run after the other. Starting Node and loading the modules
 * takes a hundred times as long as most runs. Only for runs that end by themselves, read no input, and start no program.
 */
export class CommandHost {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #last: Promise<unknown>;

  /**
   * @param script the absolute path of the command, which exports `main`
   * @param cwd its working folder
   */
  constructor(script: string, cwd = projectDir) {
    const host = fileURLToPath(new URL('./command-host.ts', import.meta.url));
    this.#child = fork(host, [script], { cwd, execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let said = '';
    this.#child.stderr?.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
    this.#ended = once(this.#child, 'close').then(() => {
      throw new Error(`the process of ${script} ended: ${said}`);
    });
    this.#ended.catch(() => {});
    this.#last = this.#answer();
  }

  /** The next message of the process. @throws Error if it ends */
  async #answer(): Promise<unknown> {
    const [message] = await Promise.race([once(this.#child, 'message'), this.#ended as Promise<never>]);
    return message;
  }

  /** Runs the command in an environment. */
  run(start: Start): Promise<Ended> {
    const before = this.#last;
    const ended = before.then(() => {
      const answer = this.#answer();
      this.#child.send(start);
      return answer as Promise<Ended>;
    });
    this.#last = ended;
    return ended;
  }

  async close(): Promise<void> {
    this.#child.kill();
    await this.#ended.catch(() => {});
  }
}
