import type { Ended, Start } from './command-host.ts';
import { Host } from './host.ts';

/**
 * A process that runs one command of the project many times, one run after the other. Starting Node and loading the modules
 * takes a hundred times as long as most runs. Only for runs that end by themselves, read no input, and start no program.
 */
export class CommandHost extends Host<Start, Ended> {
  /**
   * @param script the absolute path of the command, which exports `main`
   * @param cwd its working folder
   */
  constructor(script: string, cwd?: string) {
    super('command-host.ts', { args: [script], ...(cwd !== undefined && { cwd }) });
  }

  /** Runs the command in an environment. */
  run(start: Start): Promise<Ended> {
    return this.ask(start);
  }
}
