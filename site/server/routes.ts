import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import * as v from 'valibot';
import { fillArgs, missingFrom, namedPort } from '../../scripts/course/cells.ts';
import { fixedLabPorts } from '../../scripts/course/lab-ports.ts';
import { type Lang, langOf } from '../../scripts/course/languages.ts';
import { type Lesson, lessonIds, readLesson, readText } from '../../scripts/course/lesson.ts';
import { lackOf } from '../../scripts/course/requirements.ts';
import { listOf, strictObject, textUpTo } from '../../scripts/course/shape.ts';
import { readsCommandLine } from '../../scripts/course/sources.ts';
import { flawOf, goodEntries } from '../../scripts/pupil/validate.ts';
import { digestOf, readDigests } from '../../scripts/recording/digest.ts';
import { foldersOf } from '../../scripts/runner/permissions.ts';
import type { Build, Facts } from '../shared/protocol.ts';
import { stringsFor } from '../strings.ts';
import { Refusal, readJson } from './guard.ts';
import type { LiveLab } from './lab.ts';
import { exerciseKnown, joinProgress, judgeWork, placeOf, refusalOf, runOf, saveWork, workOf } from './practice.ts';
import type { Runs } from './runs.ts';
import type { TypeCheck } from './type-check.ts';

const plainText = v.pipe(textUpTo(1000), v.regex(/^[^\0]*$/, 'a text without zero bytes'));
const draftText = textUpTo(100_000);
/** A line that a reader typed, without its end. */
const typedLine = v.pipe(textUpTo(1000), v.regex(/^(?:\t|\P{Cc})*$/u, 'a line of text'));
const name = textUpTo(100);

/** The part of the body that is not what the route accepts, null for all of it. */
const malformed = (part: string | null, message: string) =>
  new Refusal(400, 'malformed', part === null ? message : `${part}: ${message}`);

function known(id: string): Lesson {
  if (!lessonIds().includes(id)) throw new Refusal(404, 'unknown', id);
  return readLesson(id);
}

/** @throws Refusal */
function programKnown({ lesson: id, file }: { lesson: string; file: string }): { lesson: Lesson; file: string } {
  const lesson = known(id);
  if (!lesson.programs.includes(file)) throw new Refusal(404, 'unknown', file);
  return { lesson, file };
}

/** The ports of a lab by the usual ones, where they differ. */
function movedPorts(ports: Record<string, number>): Record<string, number> {
  const moved = Object.entries(fixedLabPorts()).flatMap(([name, usual]) => {
    const port = ports[name];
    return port === undefined || port === usual ? [] : [[usual, port] as const];
  });
  return Object.fromEntries(moved);
}

/**
 * The data of a lesson's cells for the page. If this lab lacks a server that a cell needs, its placeholder is kept.
 * @param moved the present ports of the lesson's own servers by those on its page, where they differ
 */
export async function describeCells(
  lesson: Lesson,
  lab: Pick<LiveLab, 'ports'>,
  moved: Record<string, number> = {},
): Promise<Facts['cells']> {
  const digests = readDigests(lesson);
  const cells: Facts['cells'] = {};
  for (const cell of lesson.cells) {
    const digest = digestOf(lesson, cell);
    const missing = missingFrom(lab.ports, cell);
    const usual = namedPort(lesson, cell);
    const port = usual === undefined ? usual : (moved[usual] ?? usual);
    cells[cell.name] = {
      file: cell.file,
      takesArgs: readsCommandLine(lesson.id, cell.file),
      args: missing.length > 0 ? cell.args : fillArgs(lesson, cell, lab.ports, port),
      ...(cell.until === 'stopped' ? { ready: cell.ready } : {}),
      ...(cell.with === undefined ? {} : { with: cell.with }),
      visits: cell.visits.length,
      varies: cell.varies,
      threads: cell.threads,
      input: cell.input,
      typed: cell.typed,
      digest,
      recorded: digests[cell.name] === digest,
      lacking: [...(await lackOf(cell)), ...missing],
    };
  }
  return cells;
}

/** The services that the routes use. */
export interface Notebook {
  runs: Runs;
  typeCheck: TypeCheck;
  /** The lab. Opens it if it is not running. @throws Refusal */
  lab: () => Promise<LiveLab>;
  /** The state of the served pages. */
  build: () => Build;
  /** The nonce with which the editor may add styles to the page. */
  nonce: string;
}

interface Asked extends Notebook {
  /** The language of the page. */
  lang: Lang;
  response: ServerResponse;
}

interface Route<Shape extends v.GenericSchema = v.GenericSchema> {
  body: Shape;
  /** Returns the value to send as JSON, or undefined if it has sent the answer itself. @throws Refusal */
  handle(body: v.InferOutput<Shape>, asked: Asked): unknown;
}
/** Connects the schema of a body with the function that handles it. */
const route = <Shape extends v.GenericSchema>(body: Shape, handle: Route<Shape>['handle']): Route => ({ body, handle });

/** All routes of the notebook. */
const routes = new Map<string, Route>(
  Object.entries({
    lesson: route(strictObject({ lesson: name }), async ({ lesson }, { lang, lab, build, nonce, runs }) => {
      const { services, ports } = await lab();
      const { refused, does, ...words } = stringsFor(lang).live;
      const said = services.map((one) => ({ ...one, does: does[`${one.name} ${one.protocol}`] ?? one.does }));
      const own = lesson === '' ? {} : await runs.ports.moved(known(lesson));
      const cells = lesson === '' ? {} : await describeCells(known(lesson), { ports }, own);
      const moved = { ...movedPorts(ports), ...own };
      const facts: Facts = { words, nonce, build: build().digest, lab: said, cells };
      return Object.keys(moved).length === 0 ? facts : { ...facts, moved };
    }),

    source: route(strictObject({ lesson: name, file: name }), ({ lesson, file }) => {
      const { id, programs } = known(lesson);
      if (!programs.includes(file)) throw new Refusal(404, 'unknown', file);
      return { text: readText(id, file, 'missing') };
    }),

    run: route(
      strictObject({ lesson: name, cell: name, args: listOf(plainText, 0, 20), draft: v.optional(draftText) }),
      (body, { runs, response, lang }) => {
        const lesson = known(body.lesson);
        const cell = lesson.cells.find((one) => one.name === body.cell);
        if (cell === undefined) throw new Refusal(404, 'unknown', body.cell);
        return runs.run({ lesson, cell, args: body.args, draft: body.draft, lang }, response);
      },
    ),

    type: route(strictObject({ run: name, line: v.optional(typedLine) }), ({ run, line }, { runs }) => {
      runs.type(run, line);
      return {};
    }),

    types: route(
      v.union(
        [
          strictObject({ lesson: name, file: name, draft: draftText }),
          strictObject({ exercise: name, draft: draftText }),
        ],
        'accepted are the lesson, the file and the draft, or the exercise and the draft',
      ),
      async (body, { typeCheck, lang, response }) => {
        const { lesson, file } = 'exercise' in body ? placeOf(exerciseKnown(body.exercise)) : programKnown(body);
        if (!file.endsWith('.ts')) return { diagnostics: [] };
        const gone = new AbortController();
        response.on('close', () => gone.abort());
        const folders = foldersOf(lesson, { file });
        const what = { file: join(lesson.dir, file), folders, text: body.draft, lang };
        return { diagnostics: await typeCheck.check(what, gone.signal) };
      },
    ),

    try: route(
      strictObject({ exercise: name, args: listOf(plainText, 0, 20) }),
      async ({ exercise, args }, { runs, lab, lang, response }) => {
        const { lesson, cell, draft } = runOf(exerciseKnown(exercise));
        // Some exercises talk to the lab. The others run without it.
        await lab().catch(() => {});
        return runs.run({ lesson, cell, args, draft, lang }, response);
      },
    ),

    stop: route(strictObject({ run: name }), ({ run }, { runs }) => {
      runs.stop(run);
      return {};
    }),

    work: route(strictObject({ exercise: name }), ({ exercise }, { lang, nonce }) => {
      const { practice, live } = stringsFor(lang);
      const { refused, does, ...shared } = live;
      const words = { ...shared, ...practice.live };
      return { words, nonce, ...workOf(exerciseKnown(exercise)) };
    }),

    save: route(
      strictObject({ exercise: name, text: draftText, base: draftText, force: v.boolean() }),
      ({ exercise, text, base, force }) => saveWork(exerciseKnown(exercise), text, base, force),
    ),

    judge: route(strictObject({ exercise: name }), async ({ exercise }, { lang, response, runs }) => {
      const gone = new AbortController();
      response.on('close', () => gone.abort());
      try {
        return await judgeWork(exerciseKnown(exercise), lang, gone.signal, runs.supervision);
      } catch (error) {
        if (!gone.signal.aborted) throw error;
        return undefined;
      }
    }),

    progress: route(strictObject({ progress: v.unknown() }), ({ progress }) => {
      const flaw = flawOf(progress);
      if (flaw !== undefined) throw malformed(['progress', ...flaw.path].join('.'), `expected ${flaw.accepted}`);
      return joinProgress(goodEntries(progress));
    }),

    build: route(strictObject({}), (_, { build }) => build()),
  }),
);

/** @throws Refusal that names the part of the body that does not match the schema */
function parse(shape: v.GenericSchema, body: unknown): unknown {
  const { success, output, issues } = v.safeParse(shape, body);
  if (success) return output;
  throw malformed(v.getDotPath(issues[0]), issues[0].message);
}

/**
 * Answers a request with a valid token.
 * @param name the name of the route
 * @throws Refusal
 */
export async function answer(
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
  notebook: Notebook,
): Promise<void> {
  const found = routes.get(name);
  if (found === undefined) throw new Refusal(404, 'unknown', name);
  const body = parse(found.body, await readJson(request));
  const lang = langOf(request.headers['accept-language']);
  let value: unknown;
  try {
    value = await found.handle(body, { ...notebook, lang, response });
  } catch (error) {
    throw refusalOf(error, lang);
  }
  if (value === undefined) return;
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(value));
}
