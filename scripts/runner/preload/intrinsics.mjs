// Makes JavaScript's own objects, such as Array.prototype, unchangeable. Node's own code is JavaScript and uses these objects.
// A program that could change them would get the objects that Node's code passes to their methods. This file is JavaScript
// for the same reason as restrictions.mjs.

const { defineProperty, freeze, getOwnPropertyDescriptor, getPrototypeOf, seal } = Object;

/**
 * Replaces a method permanently. An object that inherits the method may still get its own, as node:dgram does for IPv6
 * (`handle.bind = handle.bind6`). A property that is not writable would prevent that.
 */
export function replace(owner, name, value) {
  defineProperty(owner, name, {
    get: () => value,
    set(other) {
      defineProperty(this, name, { value: other, writable: true, enumerable: true, configurable: true });
    },
    configurable: false,
  });
}

// The globals of JavaScript itself. A test finds those that a new version adds.
const globals =
  'Object Function Array Number Boolean String Symbol Date Promise RegExp Error AggregateError EvalError RangeError ' +
  'ReferenceError SyntaxError TypeError URIError SuppressedError ArrayBuffer SharedArrayBuffer Uint8Array Int8Array ' +
  'Uint16Array Int16Array Uint32Array Int32Array Float16Array Float32Array Float64Array Uint8ClampedArray ' +
  'BigUint64Array BigInt64Array DataView Map BigInt Set WeakMap WeakSet WeakRef FinalizationRegistry Proxy Reflect ' +
  'Iterator DisposableStack AsyncDisposableStack JSON Math Atomics';

/** JavaScript's own objects: the globals, their prototypes, and the prototypes of iterators and functions. */
function* intrinsics() {
  const starts = [
    ...globals.split(' ').flatMap((name) => [globalThis[name], globalThis[name]?.prototype]),
    ...[[], '', new Map(), new Set()].map((one) => one[Symbol.iterator]()),
    ''.matchAll(/x/g),
    [].values().map(String),
    Iterator.from({ next() {} }),
    async () => {},
    (function* () {})(),
    (async function* () {})(),
    function* () {},
    async function* () {},
  ];
  for (const start of starts) {
    for (let one = start; one !== undefined && one !== null; one = getPrototypeOf(one)) {
      yield one;
      if (one !== start && typeof one.constructor === 'function') yield one.constructor;
    }
  }
}

/**
 * Inherited properties to which programs assign on their own objects (`error.name = …`). If they were not writable, the
 * assignment would fail.
 */
const assigned = ['name', 'message', 'cause', 'toString', 'toLocaleString', 'valueOf', 'toJSON', 'hasOwnProperty'];

/** The same for plain objects and errors: keys of a table, old-style classes. On other objects V8 checks `constructor`. */
const assignedToPlain = [
  'constructor',
  'isPrototypeOf',
  'propertyIsEnumerable',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
];
const isPlain = (one) => one === Object.prototype || one === Error.prototype || getPrototypeOf(one) === Error.prototype;

/** Makes JavaScript's own objects unchangeable. (Freezing a whole object keeps V8 fast.) */
export function hardenIntrinsics() {
  for (const one of new Set(intrinsics())) {
    for (const key of isPlain(one) ? [...assigned, ...assignedToPlain] : assigned) {
      const { writable, value } = getOwnPropertyDescriptor(one, key) ?? {};
      if (writable) replace(one, key, value);
    }
    if (one !== Error) freeze(one);
  }
  // Every program may choose the depth of a stack trace.
  for (const key of Reflect.ownKeys(Error)) {
    if (key !== 'stackTraceLimit') defineProperty(Error, key, { writable: false });
  }
  seal(Error);
}
