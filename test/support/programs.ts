import { resolve } from 'node:path';
import { lessonsDir } from '../../scripts/course/lesson.ts';
import type { Outcome } from '../../scripts/runner/run.ts';
import { Host } from './host.ts';
import type { Run } from './program-host.ts';

/**
 * A process that runs programs of the course, one after the other, each time from its first line, until nothing of it keeps the
 * process running. Starting Node takes twenty times as long as most runs. Only for ES modules, and without the restrictions of
 * the course. A program that calls process.exit() must have closed what it opened.
 */
export class ProgramHost extends Host<Run, Outcome> {
  constructor(execArgv: string[] = []) {
    super('program-host.ts', { execArgv });
  }

  /** Runs a program to its end. `path` is absolute, or, for example, "03-server-client/client.ts". */
  run(path: string, args: readonly (string | number)[] = []): Promise<Outcome> {
    return this.ask({ file: resolve(lessonsDir, path), args: args.map(String) });
  }
}
