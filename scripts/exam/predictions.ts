// The predictions of a test: what does this program print? The right answer is what the program of the variant prints when it is run.
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Lang } from '../course/languages.ts';
import { projectDir } from '../course/lesson.ts';
import { Problem } from '../project/problem.ts';
import { start } from '../runner/run.ts';
import type { Draw } from './draw.ts';
import { fillProgram, type Values } from './fill.ts';

/** What can be chosen: an output, or a sentence in each language. */
export type Said = string | Readonly<Record<Lang, string>>;

/** A prediction of one test. */
export interface Prediction {
  id: string;
  program: string;
  /** The choices in the order of the sheet. */
  choices: Said[];
  /** The letter of what the program prints. */
  right: string;
}

interface Template {
  id: string;
  /** Draws the values, the lines, and three outputs that people expect and the program does not print, or more. */
  draw: (draw: Draw) => { values: Values; chosen?: Readonly<Record<string, string>>; wrong: readonly Said[] };
}

const lines = (...all: readonly (string | number)[]) => all.map((one) => `${one}\n`).join('');
const nothing: Said = { en: 'nothing, and the program does not end', zh: '什么也不打印，程序也不结束' };

const words = [
  'apple',
  'bridge',
  'candle',
  'desert',
  'engine',
  'forest',
  'garden',
  'harbour',
  'island',
  'jacket',
  'kettle',
  'ladder',
];

const templates: readonly Template[] = [
  {
    id: 'bytes',
    draw(draw) {
      const word = draw.pick('bytes word', ['端口', '套接字', '服务器', '连接', '客户端', 'né', '数据报']);
      // Not 3: then the characters would be as many as the bytes of one word.
      const times = draw.pick('bytes times', [2, 4, 5]);
      const each = Buffer.byteLength(word);
      const wrong = [
        lines(`received ${word.length * times}`),
        lines(...Array(times).fill(`received ${each}`)),
        lines(`received ${each}`),
      ];
      return { values: { word, times }, wrong };
    },
  },
  {
    id: 'order',
    draw(draw) {
      const [first = '', second = '', third = '', fourth = ''] = draw.some('order words', words, 4);
      const wrong = [
        lines(first, second, third, fourth),
        lines(first, second, fourth, third),
        lines(first, fourth, third, second),
      ];
      return { values: { first, second, third, fourth }, wrong };
    },
  },
  {
    id: 'half-close',
    draw(draw) {
      const text = draw.pick('half-close text', words);
      const halfOpen = draw.pick('half-close open', [true, false]);
      const other = halfOpen ? 'answer: none' : `answer: ${text.length}`;
      return { values: { text, halfOpen }, wrong: [lines(other), lines('answer: 0'), nothing] };
    },
  },
  {
    id: 'refused',
    draw(draw) {
      const [joined = '', done = '', gone = ''] = draw.some('refused words', words, 3);
      const wrong = [
        lines('ECONNREFUSED'),
        lines('ECONNREFUSED', done, `${gone} true`),
        lines(joined, done, `${gone} false`),
        lines('ECONNREFUSED', `${gone} false`),
      ];
      return { values: { joined, done, gone }, wrong: draw.some('refused wrong', wrong, 3) };
    },
  },
  {
    id: 'clients',
    draw(draw) {
      const numbers = Array.from({ length: 3 }, (_, index) => draw.number(`clients ${index}`, 2, 9));
      const [a = 0, b = 0, c = 0] = numbers;
      const place = draw.pick('clients place', ['', 'outside']);
      const other = place === '' ? lines(a, a + b, a + b + c) : lines(a, b, c);
      return {
        values: { numbers: `[${numbers.join(', ')}]` },
        chosen: { place },
        wrong: [other, lines(a + b + c), lines(a, b, a + b + c)],
      };
    },
  },
  {
    id: 'datagrams',
    draw(draw) {
      const [a, b] = [draw.number('datagrams 1', 2, 9), draw.number('datagrams 2', 10, 30)];
      const sizes = draw.shuffle('datagrams order', [a, 0, b]);
      const some = sizes.filter((size) => size > 0);
      const [first = 0, second = 0, third = 0] = sizes;
      return {
        values: { sizes: `[${sizes.join(', ')}]` },
        wrong: [lines(a + b), lines(...some), lines(first, first + second, first + second + third)],
      };
    },
  },
  {
    id: 'timeout',
    draw(draw) {
      const word = draw.pick('timeout word', words);
      const wrong = [
        lines('quiet, closed: true', 'gone'),
        lines('quiet, closed: false', 'gone'),
        lines('gone'),
        lines(`got ${word}`, 'quiet, closed: false', 'gone'),
      ];
      return {
        values: { word, quiet: draw.number('timeout quiet', 8, 20) * 10 },
        wrong: draw.some('timeout wrong', wrong, 3),
      };
    },
  },
];

/** The number of predictions of a test. */
export const predictionCount = 6;

const folder = join(projectDir, 'scripts', 'exam', 'template', 'predictions');

/** Runs a program and returns what it prints. @throws Problem if it fails */
async function outputOf(file: string): Promise<string> {
  const { stdout, stderr, code } = await start(file, [], { readable: [dirname(file)] }).done;
  if (code !== 0) throw new Problem(basename(file), `ended with exit code ${code}: ${stderr.trim()}`);
  return stdout;
}

/**
 * Makes the predictions of a test.
 * @param write writes a program of the test, and returns its path
 * @throws Problem if a program fails, or prints what should be wrong
 */
export async function predictions(draw: Draw, write: (name: string, text: string) => string): Promise<Prediction[]> {
  const made: Prediction[] = [];
  for (const [index, { id, draw: drawValues }] of draw.some('predictions', templates, predictionCount).entries()) {
    const { values, chosen = {}, wrong } = drawValues(draw);
    const source = readFileSync(join(folder, `${id}.ts`), 'utf8').replaceAll('\r\n', '\n');
    const program = fillProgram(source, values, chosen, `${id}.ts`);
    const right = await outputOf(write(`${index + 1}.ts`, program));
    if (wrong.length !== 3 || new Set([right, ...wrong.map(String)]).size !== 4 || wrong.includes(right)) {
      throw new Problem(`${id}.ts`, `the choices are not four different ones: ${JSON.stringify([right, ...wrong])}`);
    }
    const choices = draw.shuffle(`choices of ${id}`, [right, ...wrong]);
    made.push({ id, program, choices, right: String.fromCharCode(65 + choices.indexOf(right)) });
  }
  return made;
}
