// Starts a new lesson that already keeps its contract:  npm run new -- NAME
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDigests } from './digest.ts';
import { lessonIds, lessonsDir, readLesson } from './lesson.ts';
import { command, Problem } from './problem.ts';
import { record } from './record.ts';

const files = (id: string): Record<string, string> => ({
  'lesson.json': `${JSON.stringify(
    { minutes: 10, after: [], cells: [{ name: 'hello', file: 'hello.ts', varies: ['ports'] }] },
    null,
    2,
  )}\n`,
  'hello.ts': `// A server and a client in one program: they meet and say hello.
//
//   npx tsx lessons/${id}/hello.ts

import { connect, createServer } from 'node:net';

if (process.argv.includes('--help')) {
  console.log('usage: hello.ts');
  process.exit(0);
}

// #region meet
const server = createServer((socket) => {
  socket.on('error', (error) => console.error(error.message));
  socket.end('hello\\n');
});

server.listen({ port: 0, host: '127.0.0.1' }, () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  const client = connect(address.port, '127.0.0.1');
  client.setTimeout(5000, () => client.destroy());
  client.on('error', (error) => console.error(error.message));
  client.on('data', (data) => {
    console.log(\`port \${address.port} says: \${data.toString().trim()}\`);
  });
  client.on('close', () => server.close());
});
// #endregion meet
`,
  'en.mdx': `---
title: "A title"
summary: "One sentence that says what this lesson is about."
question: "Which question does it answer?"
objectives:
  - "do one thing"
  - "do another thing"
  - "tell the two apart"
keyPoints:
  - "One sentence to remember."
  - "Another one."
  - "And a third."
---

Say in two sentences why this lesson is worth reading.

<Predict>

What will the program print?

<Answer>

One line, because the server says one line.

</Answer>

</Predict>

## They meet

<Code file="hello.ts" region="meet">

1. \`socket.end(\` Sends one line, then ends this side of the connection.

</Code>

<Cell name="hello" />

## Exercises

1. Let the server say two lines.

   <Hint>Which call sends without ending?</Hint>

## Coming from Python

| Python | Node | What differs |
|---|---|---|
| \`socket.create_connection\` | \`net.connect\` | Node tells the result by events |
`,
});

/**
 * Makes a lesson folder with a program, its recording, its facts and its prose. Takes back what it made if that fails.
 * @param name the slug; the number is the next one
 * @returns the folder's name
 */
export async function newLesson(name: string, root = lessonsDir): Promise<string> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    throw new Problem(`bad name "${name}"`, 'write it in kebab-case and without a number, as in "unix-sockets"');
  }
  const ids = lessonIds(root);
  const id = `${String(ids.length + 1).padStart(2, '0')}-${name}`;
  if (ids.some((one) => one.slice(3) === name))
    throw new Problem(`bad name "${name}"`, 'there is a lesson of this name');
  const dir = join(root, id);
  mkdirSync(dir);
  try {
    for (const [file, text] of Object.entries(files(id))) writeFileSync(join(dir, file), text);
    const lesson = readLesson(id, root);
    for (const cell of lesson.cells) await record(lesson, cell, { anyPort: true });
    writeDigests(lesson);
  } catch (error) {
    rmSync(dir, { recursive: true });
    throw error;
  }
  return id;
}

async function main() {
  const [name, ...extra] = process.argv.slice(2);
  if (name === '--help') {
    console.log(
      'usage: npm run new -- NAME\nNAME is the slug of the lesson, as in "unix-sockets"; the number is the next one',
    );
    return;
  }
  if (name === undefined || extra.length > 0)
    throw new Problem('usage', 'npm run new -- NAME, with NAME as in "unix-sockets"');
  const id = await newLesson(name);
  console.log(`made lessons/${id}; read it with "npm start", hold it against the contract with "npm run check"`);
}

if (import.meta.main) await command(main);
