import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { projectDir } from '../../scripts/course/lesson.ts';

interface Options {
  /** The arguments of its script. */
  args?: readonly string[];
  cwd?: string;
  /** The options of Node. */
  execArgv?: string[];
}

/** A process that answers questions over IPC, one after the other. Its first message says that it is ready. */
export class Host<Question extends object, Answer> {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #last: Promise<unknown>;

  /** @param script a file in this folder */
  constructor(script: string, { args = [], cwd = projectDir, execArgv = [] }: Options = {}) {
    const file = fileURLToPath(new URL(script, import.meta.url));
    this.#child = fork(file, args, { cwd, execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let said = '';
    this.#child.stderr?.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
    this.#ended = once(this.#child, 'close').then(([code, signal]) => {
      throw new Error(`the process of ${script} ${args.join(' ')} ended (${code ?? signal}): ${said}`);
    });
    this.#ended.catch(() => {});
    this.#last = this.#answer();
  }

  /** The next message of the process. @throws Error if it ends */
  async #answer(): Promise<unknown> {
    const [message] = await Promise.race([once(this.#child, 'message'), this.#ended as Promise<never>]);
    return message;
  }

  ask(question: Question): Promise<Answer> {
    const before = this.#last;
    const answer = before.then(() => {
      const next = this.#answer();
      // If the process has ended, `next` says why.
      this.#child.send(question, () => {});
      return next as Promise<Answer>;
    });
    this.#last = answer;
    return answer;
  }

  async close(): Promise<void> {
    this.#child.kill('SIGKILL'); // what it has run may handle other signals
    await this.#ended.catch(() => {});
  }
}
