// Makes and marks a test with new questions:  npm run exam -- new DIR
import { randomBytes } from 'node:crypto';
import { criteria, type ExamWords, examWords } from './exam/words.ts';
import { readLine } from './practice/command-line.ts';
import { Problem } from './project/problem.ts';
import { fromHere } from './project/working-folder.ts';
import { quoted } from './terminal/args.ts';
import { table } from './terminal/columns.ts';
import { command } from './terminal/command.ts';

/** The fewest characters of a key. */
const leastKey = 8;

/** A key that cannot be guessed: 80 random bits, in groups that can be written down. */
const newKey = () => (randomBytes(10).toString('hex').match(/.{4}/g) ?? []).join('-');

async function make(dir: string | undefined, key: string, words: ExamWords): Promise<void> {
  if (dir === undefined) throw new Problem('npm run exam -- new', words.aFolder);
  console.error(words.making);
  const { makeTest } = await import('./exam/make.ts');
  const { pupils, teacher } = await makeTest(key, fromHere(dir), words.isThere);
  console.log(words.made(pupils, teacher, key));
}

async function mark(test: string | undefined, collected: string | undefined, words: ExamWords): Promise<void> {
  if (test === undefined || collected === undefined) throw new Problem('npm run exam -- mark', words.twoFolders);
  const { markTest } = await import('./exam/mark.ts');
  const marks = await markTest(fromHere(test), fromHere(collected), words, (name) => {
    if (process.stderr.isTTY) console.error(words.marking(name));
  });
  const head = [words.pupil, ...criteria.map((one) => words.criteria[one]), words.all];
  const rows = marks.map(({ name, points }) => {
    const each = criteria.map((one) => points[one]);
    return [name, ...each.map(String), String(each.reduce((sum, one) => sum + one, 0))];
  });
  console.log(table([head, ...rows], [1, 2, 3, 4, 5]).join('\n'));
}

export async function main() {
  const { lang, help, values, rest } = readLine(process.argv.slice(2), {
    summary: (_, said) => examWords(said).accepted,
    values: { key: (_, said) => examWords(said).aKey },
    most: 3,
  });
  const words = examWords(lang);
  if (help) return console.log(words.usage);
  const [action, first, second] = rest;
  const { key } = values;
  if (key !== undefined && [...key].length < leastKey) throw new Problem(`--key ${quoted(key)}`, words.aKey);
  if (action === 'new' && second === undefined) return make(first, key ?? newKey(), words);
  if (action !== 'mark') throw new Problem('npm run exam', words.accepted);
  if (key !== undefined) throw new Problem('--key', words.keyOnlyNew);
  return mark(first, second, words);
}

if (import.meta.main) await command(main);
