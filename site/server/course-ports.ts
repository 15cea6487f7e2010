import type { Lesson } from '../../scripts/course/lesson.ts';
import { freePort, isFree } from '../../scripts/project/free-port.ts';

/**
 * The ports of the course's own servers in this notebook: those on the pages, and free ones in place of those that other programs
 * use. Each is decided once, when a page with it is first opened, as for the lab: all open pages must have the same port.
 */
export class CoursePorts {
  readonly #now = new Map<number, Promise<number>>();

  /** The port to use for one of a page. */
  now(port: number): Promise<number> {
    const known = this.#now.get(port) ?? isFree(port).then((free) => (free ? port : freePort('tcp')));
    this.#now.set(port, known);
    return known;
  }

  /** The present ports of a lesson's servers by those on its page, where they differ. */
  async moved({ cells }: Lesson): Promise<Record<string, number>> {
    const moved: Record<string, number> = {};
    for (const { port } of cells) {
      const now = port === undefined ? port : await this.now(port);
      if (port !== undefined && now !== undefined && now !== port) moved[port] = now;
    }
    return moved;
  }
}
