// The shapes of data that comes from outside, besides those of valibot, and the message about data of another shape.
import * as v from 'valibot';
import { oneOf } from '../project/meant.ts';
import { Problem } from '../project/problem.ts';

/** A text of at most `most` characters. */
export const textUpTo = (most: number) => v.pipe(v.string(), v.maxLength(most));

/** A text that is not empty. */
export const nonEmptyText = v.pipe(v.string(), v.minLength(1));

/** A list of `least` to `most` values of one shape. */
export const listOf = <Item extends v.GenericSchema>(item: Item, least: number, most = Number.POSITIVE_INFINITY) =>
  v.pipe(v.array(item), v.minLength(least), v.maxLength(most));

/** A whole number from `least` to `most`. */
export const whole = (least = Number.MIN_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER) =>
  v.custom<number>(
    (value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most,
    ({ received }) => `expected a whole number from ${least} to ${most}, received ${received}`,
  );

/** An object with these fields and no other. */
export const strictObject = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.strictObject(entries, ({ expected, input, message }) => {
    if (expected === 'Object') return message;
    return expected === 'never' ? `no such field; ${oneOf(String(input), Object.keys(entries))}` : 'missing';
  });

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * An object with any fields, whose names have one shape and whose values another. Neither may change what it reads. It keeps a
 * field with the name "constructor", which valibot's record leaves out.
 */
export const record = <Name extends v.GenericSchema<string>, Value extends v.GenericSchema>(name: Name, value: Value) =>
  v.pipe(
    v.custom<Record<string, v.InferOutput<Value>>>(
      isObject,
      ({ received }) => `expected an object, received ${received}`,
    ),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const { value: input } = dataset;
      for (const [key, one] of Object.entries(input)) {
        const issues = [...(v.safeParse(name, key).issues ?? []), ...(v.safeParse(value, one).issues ?? [])];
        const place = { type: 'object', origin: 'value', input, key, value: one } as const;
        for (const { message, path = [] } of issues) addIssue({ message, path: [place, ...path] });
      }
    }),
  );

/** Replaces control characters: a message quotes values, and is one line. */
const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, ' ');

/**
 * Makes a Problem of a difference between data and its shape: it names the field, as in "cells.0.args", and what is
 * accepted there.
 * @param name the file
 * @param whole the name of the place if no field is concerned
 */
export const problemOf = (issue: v.BaseIssue<unknown>, name: string, whole: string): Problem =>
  new Problem(`${name}: ${oneLine(v.getDotPath(issue) ?? whole)}`, oneLine(issue.message));
