import { join } from 'node:path';
import { projectDir } from '../../scripts/course/lesson.ts';
import type { Ended, Start } from './command-host.ts';
import { Host } from './host.ts';

/**
 * A process that runs commands of the project many times, one run after the other. Starting Node and loading the modules
 * takes a hundred times as long as most runs. Only for runs that end by themselves and read no input.
 */
export class CommandHost extends Host<Start, Ended> {
  readonly #project: string;

  /** @param project the folder of the project, or of a copy of it */
  constructor(project = projectDir, cwd = project) {
    super('command-host.ts', { cwd });
    this.#project = project;
  }

  /** Runs a command, such as "check", in an environment. */
  run(name: string, args: string[], env: Start['env']): Promise<Ended> {
    return this.ask({ script: join(this.#project, 'scripts', `${name}.ts`), args, env });
  }
}
