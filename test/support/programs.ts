import { join } from 'node:path';
import { lessonsDir } from '../../scripts/course/lesson.ts';
import type { Outcome } from '../../scripts/runner/run.ts';
import { Host } from './host.ts';
import type { Run } from './program-host.ts';

/**
 * A process that runs programs of the course, one after the other, each time from its first line. Starting Node takes twenty
 * times as long as most runs. Only for ES modules that end when their last line has run, without the restrictions of the course.
 */
export class ProgramHost extends Host<Run, Outcome> {
  constructor(execArgv: string[] = []) {
    super('program-host.ts', { execArgv });
  }

  /** Runs a program to its end. `path` is, for example, "03-server-client/server.ts". */
  run(path: string, args: readonly (string | number)[] = []): Promise<Outcome> {
    return this.ask({ file: join(lessonsDir, path), args: args.map(String) });
  }
}
