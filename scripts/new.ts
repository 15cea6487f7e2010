// Creates a new lesson that passes all checks:  npm run new -- NAME
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lessonIds, lessonsDir, readLesson } from './course/lesson.ts';
import { writePairs } from './course/translations.ts';
import { Problem } from './project/problem.ts';
import { writeDigests } from './recording/digest.ts';
import { record } from './recording/record.ts';
import { readArgs } from './terminal/args.ts';
import { command } from './terminal/command.ts';

const templateDir = join(import.meta.dirname, 'new-lesson', 'template');

/** Copies the template's files into a new lesson's folder. Replaces {id} with its name, and {slug} with the name without number. */
function copyTemplate(id: string, dir: string): void {
  for (const file of readdirSync(templateDir)) {
    const text = readFileSync(join(templateDir, file), 'utf8');
    writeFileSync(join(dir, file), text.replaceAll('{id}', id).replaceAll('{slug}', id.slice(3)));
  }
}

/** The longest name of a lesson, in characters. The name is part of addresses and of the commands on the pages. */
const longestName = 40;

/**
 * Creates a lesson folder with a program, its recording, its facts and its prose in every language. If that fails, removes
 * what it created.
 * @param name the slug; the number is one more than the highest number so far
 * @returns the folder's name
 * @throws Problem for a name that is not valid or already taken
 */
export async function newLesson(name: string, root = lessonsDir): Promise<string> {
  const bad = (remedy: string) => new Problem(`bad name ${JSON.stringify(name)}`, remedy);
  if (/^\d+(-|$)/.test(name)) throw bad('the number is added automatically; write only the name, as in "unix-sockets"');
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    throw bad('write it in kebab-case and without a number, as in "unix-sockets"');
  }
  if (name.length > longestName) throw bad(`${name.length} characters; at most ${longestName}`);
  const ids = lessonIds(root);
  if (ids.some((one) => one.slice(3) === name)) throw bad('another lesson has this name');
  const number = Math.max(0, ...ids.map((one) => Number(one.slice(0, 2)))) + 1;
  if (number > 99) throw bad('lesson 99 is the last possible lesson');
  const id = `${String(number).padStart(2, '0')}-${name}`;
  const dir = join(root, id);
  mkdirSync(dir);
  try {
    copyTemplate(id, dir);
    const lesson = readLesson(id, root);
    for (const cell of lesson.cells) await record(lesson, cell, { anyPort: true });
    writeDigests(lesson);
    writePairs(lesson);
  } catch (error) {
    rmSync(dir, { recursive: true });
    throw error;
  }
  return id;
}

export async function main() {
  const { help, rest } = readArgs(process.argv.slice(2), { summary: 'NAME and --help are accepted', most: 1 });
  const [name] = rest;
  if (help) {
    console.log(
      'usage: npm run new -- NAME\nNAME is the slug of the lesson, as in "unix-sockets"; the number is the next one',
    );
    return;
  }
  if (name === undefined) throw new Problem('usage', 'npm run new -- NAME, with NAME as in "unix-sockets"');
  const id = await newLesson(name);
  console.log(`created lessons/${id}; read it with "npm start", check it with "npm run check"`);
}

if (import.meta.main) await command(main);
