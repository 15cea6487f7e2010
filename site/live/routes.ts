import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { fillArgs, missingFrom, namedPort } from '../../scripts/cells.ts';
import { digestOf, readDigests } from '../../scripts/digest.ts';
import { langOf } from '../../scripts/languages.ts';
import { type Lesson, lessonIds, readLesson, readText } from '../../scripts/lesson.ts';
import { unmet } from '../../scripts/machine.ts';
import { progressShape } from '../../scripts/progress.ts';
import type { Facts } from '../client/protocol.ts';
import { stringsFor } from '../strings.ts';
import { Refusal, readJson } from './guard.ts';
import type { LiveLab } from './lab.ts';
import { exerciseKnown, joinProgress, judgeWork, saveWork, workOf } from './practice.ts';
import type { Runs } from './runs.ts';

const plainText = z
  .string()
  .max(1000)
  .regex(/^[^\0]*$/);
const draftText = z.string().max(100_000);
const bodies = {
  lesson: z.strictObject({ lesson: z.string().max(100) }),
  source: z.strictObject({ lesson: z.string().max(100), file: z.string().max(100) }),
  run: z.strictObject({
    lesson: z.string().max(100),
    cell: z.string().max(100),
    args: z.array(plainText).max(20),
    draft: draftText.optional(),
  }),
  stop: z.strictObject({ run: z.string().max(100) }),
  work: z.strictObject({ exercise: z.string().max(100) }),
  save: z.strictObject({ exercise: z.string().max(100), text: draftText, base: draftText, force: z.boolean() }),
  judge: z.strictObject({ exercise: z.string().max(100) }),
  progress: z.strictObject({ progress: progressShape }),
};

function parse<Shape extends z.ZodType>(shape: Shape, body: unknown): z.output<Shape> {
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Refusal(400, 'malformed', [issue?.path.join('.'), issue?.message].filter(Boolean).join(': '));
}

function known(id: string): Lesson {
  if (!lessonIds().includes(id)) throw new Refusal(404, 'unknown', id);
  return readLesson(id);
}

/** What the page must know of a lesson's cells. One that needs a server which this lab lacks keeps its placeholder. */
export async function describeCells(lesson: Lesson, lab: Pick<LiveLab, 'ports'>): Promise<Facts['cells']> {
  const digests = readDigests(lesson);
  const cells: Facts['cells'] = {};
  for (const cell of lesson.cells) {
    const digest = digestOf(lesson, cell);
    const missing = missingFrom(lab.ports, cell);
    cells[cell.name] = {
      file: cell.file,
      args: missing.length > 0 ? cell.args : fillArgs(lesson, cell, lab.ports, namedPort(lesson, cell)),
      ...(cell.until === 'stopped' ? { ready: cell.ready } : {}),
      ...(cell.with === undefined ? {} : { with: cell.with }),
      threads: cell.threads,
      digest,
      recorded: digests[cell.name] === digest,
      lacking: [...(await unmet(cell.needs)), ...missing],
    };
  }
  return cells;
}

const json = (response: ServerResponse, value: unknown) => {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(value));
};

/**
 * Answers a request that has been let in.
 * @param route what follows `/-/live/` in the address
 * @throws Refusal
 */
export async function answer(
  route: string,
  request: IncomingMessage,
  response: ServerResponse,
  { runs, lab }: { runs: Runs; lab: () => Promise<LiveLab> },
): Promise<void> {
  if (!Object.hasOwn(bodies, route)) throw new Refusal(404, 'unknown', route);
  const body = await readJson(request);
  switch (route as keyof typeof bodies) {
    case 'lesson': {
      const { lesson } = parse(bodies.lesson, body);
      const { services } = await lab();
      const { refused, does, ...words } = stringsFor(langOf(request.headers['accept-language'])).live;
      const said = services.map((one) => ({ ...one, does: does[`${one.name} ${one.protocol}`] ?? one.does }));
      const cells = lesson === '' ? {} : await describeCells(known(lesson), await lab());
      return json(response, { words, lab: said, cells } satisfies Facts);
    }
    case 'source': {
      const { lesson, file } = parse(bodies.source, body);
      const { id, programs } = known(lesson);
      if (!programs.includes(file)) throw new Refusal(404, 'unknown', file);
      return json(response, { text: readText(id, file, 'missing') });
    }
    case 'run': {
      const { lesson: id, cell: name, args, draft } = parse(bodies.run, body);
      const lesson = known(id);
      const cell = lesson.cells.find((one) => one.name === name);
      if (cell === undefined) throw new Refusal(404, 'unknown', name);
      return runs.run(lesson, cell, args, draft, response);
    }
    case 'work': {
      const { exercise } = parse(bodies.work, body);
      const { practice, live } = stringsFor(langOf(request.headers['accept-language']));
      const words = { ...practice.live, editorKeys: live.editorKeys, lost: live.lost };
      return json(response, { words, ...workOf(exerciseKnown(exercise)) });
    }
    case 'save': {
      const { exercise, text, base, force } = parse(bodies.save, body);
      return json(response, saveWork(exerciseKnown(exercise), text, base, force));
    }
    case 'judge': {
      const exercise = exerciseKnown(parse(bodies.judge, body).exercise);
      const gone = new AbortController();
      response.on('close', () => gone.abort());
      try {
        const lang = langOf(request.headers['accept-language']);
        return json(response, await judgeWork(exercise, lang, gone.signal, runs.supervision));
      } catch (error) {
        if (!gone.signal.aborted) throw error;
        return;
      }
    }
    case 'progress': {
      const { progress } = parse(bodies.progress, body);
      return json(response, joinProgress(progress));
    }
    case 'stop': {
      const { run } = parse(bodies.stop, body);
      runs.stop(run);
      return json(response, {});
    }
  }
}
