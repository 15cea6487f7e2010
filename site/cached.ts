// Keeps the answers of slow libraries between builds, in node_modules/.cache.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../scripts/course/lesson.ts';

const read = (...path: string[]) => readFileSync(join(projectDir, ...path), 'utf8');
const versionOf = (name: string): string => JSON.parse(read('node_modules', name, 'package.json')).version;

/** The answers that one module of the site gets from its packages. */
export class Cached<Answer> {
  readonly #folder: string;
  readonly #module: string;
  readonly #packages: string[];
  #versions = '';

  /**
   * @param name the name of the folder of the answers
   * @param module the module's file in `site/`
   * @param packages an answer is valid only for these versions of the packages, and for this text of the module
   */
  constructor(name: string, module: string, packages: string[]) {
    this.#folder = join(projectDir, 'node_modules', '.cache', name);
    this.#module = module;
    this.#packages = packages;
  }

  #fileFor(question: string[]): string {
    this.#versions ||= this.#packages.map(versionOf).join(' ') + read('site', this.#module);
    const key = createHash('sha256').update(JSON.stringify([this.#versions, question]));
    return join(this.#folder, `${key.digest('hex').slice(0, 24)}.json`);
  }

  /** The kept answer to a question; undefined if there is none. */
  find(question: string[]): Answer | undefined {
    try {
      return JSON.parse(readFileSync(this.#fileFor(question), 'utf8'));
    } catch {
      // There is no answer, or another thread is still writing it and it is not yet complete JSON.
      return undefined;
    }
  }

  /** Keeps an answer for the next build. @returns the answer */
  keep(question: string[], answer: Answer): Answer {
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(this.#fileFor(question), JSON.stringify(answer));
    return answer;
  }
}
