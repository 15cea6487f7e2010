// The messages between a server and its supervisor: JSON, one message per line.
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { languages } from '../course/languages.ts';
import { mostCalls } from '../runner/call.ts';
import { call } from '../runner/calls.ts';

const id = z.string().max(100);
const text = z.string().max(200_000);

/** A request of the server. */
export const request = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('run'),
    id,
    /** Absolute path. */
    file: z.string().max(4096),
    args: z.array(z.string().max(10_000)).max(100),
    options: z.strictObject({
      threads: z.boolean(),
      input: z.boolean().optional(),
      times: z.boolean().optional(),
      calls: z.boolean().optional(),
      lang: z.enum(languages).optional(),
      link: z.string().max(255).optional(),
      readable: z.array(z.string().max(4096)).max(100),
      names: z.record(z.string().max(10_000), z.union([z.string().max(100), z.array(z.string().max(100)).max(100)])),
      draft: text.optional(),
      ports: z.record(z.string().max(5), z.int().min(1).max(65_535)).optional(),
      headLimit: z.int().positive(),
      /** Milliseconds. */
      timeLimit: z.int().positive(),
    }),
  }),
  z.strictObject({ do: z.literal('judge'), id, exercise: z.string().max(100), file: z.string().max(4096) }),
  /** Writes to the program's standard input, or ends it. */
  z.strictObject({ do: z.literal('type'), id, text: z.string().max(2000), end: z.boolean() }),
  /** Stops the program, like Ctrl-C. */
  z.strictObject({ do: z.literal('stop'), id }),
  /** Ends the program immediately. Ends a judgement, too. */
  z.strictObject({ do: z.literal('kill'), id }),
]);
export type Request = z.infer<typeof request>;
export type RunRequest = Extract<Request, { do: 'run' }>;

const words = z.union([text, z.record(z.string(), text)]);
const verdict = z.union([
  z.strictObject({ passed: z.literal(true), untried: z.array(words).optional() }),
  z.strictObject({
    passed: z.literal(false),
    id: z.string(),
    saw: words,
    wanted: words,
    see: z.string().optional(),
    heading: words.optional(),
  }),
]);

/** A report of the supervisor. */
export const report = z.union([
  z.strictObject({ id, from: z.enum(['stdout', 'stderr']), text }),
  /** What readCalls gives. */
  z.strictObject({ id, calls: z.array(call).max(mostCalls), cut: z.enum(['more', 'other']).optional() }),
  /** A run has ended, with its exit code (null if a signal ended it), or with the limit that ended it. */
  z.strictObject({ id, code: z.int().nullable(), limit: text.optional() }),
  z.strictObject({ id, verdict }),
  /** The judge itself failed. */
  z.strictObject({ id, failed: text }),
]);
export type Report = z.infer<typeof report>;

/** The longest accepted line, in characters. */
const longestLine = 4_000_000;

/** The id in a report, even if the rest of the report is not valid. */
export const subject = z.object({ id });

/**
 * Reads messages. Resolves when the stream has ended.
 * @throws Error if a line is too long or is not a valid message
 */
export async function readMessages<Shape extends z.ZodType>(
  stream: Readable,
  shape: Shape,
  take: (message: z.output<Shape>) => void,
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
      const { success, data, error } = shape.safeParse(message);
      if (success) take(data);
      else refuse(message, error);
    }
  }
}
