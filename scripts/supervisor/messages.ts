// The messages between a server and its supervisor: JSON, one message per line.
import type { Readable } from 'node:stream';
import * as v from 'valibot';
import { languages } from '../course/languages.ts';
import { listOf, record, textUpTo, whole } from '../course/shape.ts';
import { mostCalls } from '../runner/call.ts';
import { call } from '../runner/calls.ts';

const id = textUpTo(100);
const text = textUpTo(200_000);

/** A request of the server. */
export const request = v.variant('do', [
  v.strictObject({
    do: v.literal('run'),
    id,
    /** Absolute path. */
    file: textUpTo(4096),
    args: listOf(textUpTo(10_000), 0, 100),
    options: v.strictObject({
      threads: v.boolean(),
      input: v.optional(v.boolean()),
      times: v.optional(v.boolean()),
      calls: v.optional(v.boolean()),
      lang: v.optional(v.picklist(languages)),
      link: v.optional(textUpTo(255)),
      readable: listOf(textUpTo(4096), 0, 100),
      names: record(textUpTo(10_000), v.union([textUpTo(100), listOf(textUpTo(100), 0, 100)])),
      draft: v.optional(text),
      ports: v.optional(record(textUpTo(5), whole(1, 65_535))),
      headLimit: whole(1),
      /** Milliseconds. */
      timeLimit: whole(1),
    }),
  }),
  v.strictObject({ do: v.literal('judge'), id, exercise: textUpTo(100), file: textUpTo(4096) }),
  /** Writes to the program's standard input, or ends it. */
  v.strictObject({ do: v.literal('type'), id, text: textUpTo(2000), end: v.boolean() }),
  /** Stops the program, like Ctrl-C. */
  v.strictObject({ do: v.literal('stop'), id }),
  /** Ends the program immediately. Ends a judgement, too. */
  v.strictObject({ do: v.literal('kill'), id }),
]);
export type Request = v.InferOutput<typeof request>;
export type RunRequest = Extract<Request, { do: 'run' }>;

const words = v.union([text, record(v.string(), text)]);
const verdict = v.union([
  v.strictObject({ passed: v.literal(true), untried: v.optional(v.array(words)) }),
  v.strictObject({
    passed: v.literal(false),
    id: v.string(),
    saw: words,
    wanted: words,
    see: v.optional(v.string()),
    heading: v.optional(words),
  }),
]);

/** A report of the supervisor. */
export const report = v.union([
  v.strictObject({ id, from: v.picklist(['stdout', 'stderr']), text }),
  /** What readCalls gives. */
  v.strictObject({ id, calls: listOf(call, 0, mostCalls), cut: v.optional(v.picklist(['more', 'other'])) }),
  /** A run has ended, with its exit code (null if a signal ended it), or with the limit that ended it. */
  v.strictObject({ id, code: v.nullable(whole()), limit: v.optional(text) }),
  v.strictObject({ id, verdict }),
  /** The judge itself failed. */
  v.strictObject({ id, failed: text }),
]);
export type Report = v.InferOutput<typeof report>;

/** The longest accepted line, in characters. */
const longestLine = 4_000_000;

/** The id in a report, even if the rest of the report is not valid. */
export const subject = v.object({ id });

/**
 * Reads messages. Resolves when the stream has ended.
 * @throws Error if a line is too long or is not a valid message
 */
export async function readMessages<Shape extends v.GenericSchema>(
  stream: Readable,
  shape: Shape,
  take: (message: v.InferOutput<Shape>) => void,
  refuse: (message: unknown, error: Error) => void = (_, error) => {
    throw error;
  },
): Promise<void> {
  let rest = '';
  for await (const piece of stream.setEncoding('utf8')) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw new Error(`a message is longer than ${longestLine} characters`);
    for (const line of lines) {
      const message: unknown = JSON.parse(line);
      const { success, output, issues } = v.safeParse(shape, message);
      if (success) take(output);
      else refuse(message, new v.ValiError(issues));
    }
  }
}
