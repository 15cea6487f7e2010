// Makes JavaScript's own objects, as Array.prototype, what they are for good. Node's code is JavaScript, too: what it looks up
// there or gives to what it finds there, a program that could change them would get. It is JavaScript as is restrictions.mjs.

const { defineProperty, freeze, getOwnPropertyDescriptor, getPrototypeOf, seal } = Object;

/**
 * Replaces a method for good. An object that inherits it may still be given another one: node:dgram does so for IPv6
 * (`handle.bind = handle.bind6`), and a property that is not writable would forbid it.
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

// The globals of JavaScript itself. Those of one more version of it are missed by a test.
const globals =
  'Object Function Array Number Boolean String Symbol Date Promise RegExp Error AggregateError EvalError RangeError ' +
  'ReferenceError SyntaxError TypeError URIError SuppressedError ArrayBuffer SharedArrayBuffer Uint8Array Int8Array ' +
  'Uint16Array Int16Array Uint32Array Int32Array Float16Array Float32Array Float64Array Uint8ClampedArray ' +
  'BigUint64Array BigInt64Array DataView Map BigInt Set WeakMap WeakSet WeakRef FinalizationRegistry Proxy Reflect ' +
  'Iterator DisposableStack AsyncDisposableStack JSON Math Atomics';

/** JavaScript's own objects: what the globals name, their prototypes, and those that iterators and functions have. */
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
 * What programs give to objects of their own by assignment (`error.name = …`), though these inherit it. It must not become
 * a property that is not writable: that would forbid the assignment.
 */
const assigned = ['name', 'message', 'cause', 'toString', 'toLocaleString', 'valueOf', 'toJSON', 'hasOwnProperty'];

/** The same for what plain objects and errors inherit: keys of a table, classes in the old style. Elsewhere V8 looks at `constructor`. */
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

/** Makes JavaScript's own objects what they are for good. (V8 stays fast where they are frozen as a whole.) */
export function hardenIntrinsics() {
  for (const one of new Set(intrinsics())) {
    for (const key of isPlain(one) ? [...assigned, ...assignedToPlain] : assigned) {
      const { writable, value } = getOwnPropertyDescriptor(one, key) ?? {};
      if (writable) replace(one, key, value);
    }
    if (one !== Error) freeze(one);
  }
  // How deep a stack is shown is everybody's choice.
  for (const key of Reflect.ownKeys(Error)) {
    if (key !== 'stackTraceLimit') defineProperty(Error, key, { writable: false });
  }
  seal(Error);
}
