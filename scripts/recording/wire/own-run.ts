// A reader's own run of a cell, with the packets that cross meanwhile; on a machine that cannot capture, the recorded one.
import { accessSync, constants } from 'node:fs';
import { type } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { type Lesson, lessonIds, readLesson, readText } from '../../course/lesson.ts';
import { outputFileOf, readWire, type Wire, type WireSubject } from '../../course/wire-file.ts';
import { meant } from '../../project/meant.ts';
import { Problem } from '../../project/problem.ts';
import { quoted } from '../../terminal/args.ts';
import { lessonNamed } from '../../terminal/named-lessons.ts';
import { CannotCapture, Capture, system } from './capture.ts';
import type { WireWords } from './words.ts';

/** A cell or a pair that a command line names. */
export interface Named {
  /** As in "03/client". */
  name: string;
  lesson: Lesson;
  subject: WireSubject;
}

/** What a run printed, and what crossed the wire. */
export interface Run extends Pick<Wire, 'system' | 'ladders'> {
  /** The cell or pair that ran, as in "03/client". */
  name: string;
  output: string;
  /** The number of packets that the capture lost. */
  lost: number;
  /** Why this is not a run of this machine, but a recorded one. */
  why?: string;
}

const nameOf = (lesson: Lesson, { name }: WireSubject) => `${lesson.id.slice(0, 2)}/${name}`;

/**
 * Finds the cell or pair that a reader names, as in "03/client" or "03-server-client/client".
 * @throws Problem that names what there is instead
 */
export function subjectNamed(name: string, words: WireWords): Named {
  const [first = '', ...rest] = name.split('/');
  const id = lessonNamed(first);
  if (id === undefined) throw refused(first, lessonIds(), words.noLesson(quoted(first), lessonIds()), words);
  const lesson = readLesson(id);
  const all = [...lesson.cells, ...lesson.pairs];
  const subject = all.find((one) => one.name === rest.join('/'));
  if (subject) return { name: nameOf(lesson, subject), lesson, subject };
  const known = all.map((one) => one.name);
  throw refused(rest.join('/'), known, words.noCell(quoted(rest.join('/')), id, known), words);
}

/** The refusal of a name, with the one that was meant. */
function refused(
  typed: string,
  known: readonly string[],
  [where, remedy]: readonly [string, string],
  words: WireWords,
) {
  const near = meant(typed, known);
  return new Problem(where, near === undefined ? remedy : words.near(near, remedy));
}

/** The cell or pair itself if its packets are recorded, or the pair that a cell belongs to; undefined if there is neither. */
function recordedFor({ lesson, subject }: Named): WireSubject | undefined {
  if (subject.wire !== undefined) return subject;
  return lesson.pairs.find((pair) => pair.wire && [pair.server, pair.client].includes(subject.name));
}

/** The programs of `tools` that are in no folder of `path`. */
export function notFound(tools: readonly string[], path = process.env.PATH ?? ''): string[] {
  const isThere = (file: string) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  return tools.filter((tool) => !path.split(delimiter).some((folder) => isThere(join(folder, tool))));
}

/** Why this machine cannot capture, in a user's words. */
function reason({ said }: CannotCapture, words: WireWords): string {
  if (type() !== 'Linux') return words.notLinux(type());
  const tools = notFound(['unshare', 'setpriv', 'ip', 'tcpdump']);
  return tools.length > 0 ? words.missing(tools) : said;
}

/** @throws Problem if it is not recorded either */
function recordedRun(named: Named, why: string, words: WireWords): Run {
  const subject = recordedFor(named);
  if (subject === undefined) {
    const recorded = lessonIds()
      .map((id) => readLesson(id))
      .flatMap((lesson) =>
        [...lesson.cells, ...lesson.pairs].filter(({ wire }) => wire).map((one) => nameOf(lesson, one)),
      );
    throw new Problem(named.name, words.cannotAtAll(why, recorded));
  }
  const { lesson } = named;
  const output = readText(lesson.id, outputFileOf(subject), 'missing', dirname(lesson.dir));
  return { ...readWire(lesson, subject), name: nameOf(lesson, subject), output, lost: 0, why };
}

/**
 * Runs a cell or a pair in a network namespace and captures what crosses. Where that cannot be done, it gives the recording.
 * @throws Problem if the program does not end in time, or if nothing can be shown
 */
export async function ownRun(named: Named, words: WireWords): Promise<Run> {
  let capture: Capture;
  try {
    capture = await Capture.start();
  } catch (error) {
    if (!(error instanceof CannotCapture)) throw error;
    return recordedRun(named, reason(error, words), words);
  }
  try {
    return { name: named.name, system, ...(await capture.runOwn(named.lesson, named.subject)) };
  } finally {
    await capture.close();
  }
}
