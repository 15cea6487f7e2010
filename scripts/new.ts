// Starts a new lesson that already keeps its contract:  npm run new -- NAME
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lessonIds, lessonsDir, readLesson } from './course/lesson.ts';
import { writePairs } from './course/translations.ts';
import { Problem } from './project/problem.ts';
import { writeDigests } from './recording/digest.ts';
import { record } from './recording/record.ts';
import { command } from './terminal/command.ts';

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

// Stop when the reader of the output has left, as \`head -n1\` does.
process.stdout.on('error', () => process.exit(1));

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
  client.on('close', () => {
    console.log('the conversation is over');
    server.close();
  });
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

Two lines: the one that the server says, and one at the end.

</Answer>

</Predict>

## They meet

<Code file="hello.ts" region="meet">

1. \`socket.end(\` Sends one line, then ends this side of the connection.

</Code>

<Quiz id="${id.slice(3)}-last-line">

Which line does the program print last?

<Choice>

\`the server is closed\`

For that it would have to wait for the server's own \`close\`, and print something there.

</Choice>

<Choice right prints="hello">

\`the conversation is over\`

The client's \`close\` comes when both sides have ended, so after all that was said.

</Choice>

<Choice>

\`port 0 says: hello\`

Port 0 is what the server asks for. The system gives it another one.

</Choice>

</Quiz>

<Quiz id="${id.slice(3)}-who-ends">

Who ends the conversation?

<Choice right>

The server, as soon as it has spoken.

\`end\` sends the line and then says that no more will come.

</Choice>

<Choice>

The client, once it has read the line.

It would have to call \`end\` itself. Here Node does it in answer to the server.

</Choice>

<Choice>

The deadline, after five seconds.

It is for a server that says nothing. This one speaks at once.

</Choice>

</Quiz>

<Cell name="hello" />

## Exercises

1. Let the server say two lines.

   <Hint>Which call sends without ending?</Hint>

## Coming from Python

| Python | Node | What differs |
|---|---|---|
| \`socket.create_connection\` | \`net.connect\` | Node tells the result by events |
`,
  'zh.mdx': `---
title: "标题"
summary: "用一句话说明这一课讲什么。"
question: "它回答哪个问题？"
objectives:
  - "做一件事"
  - "做另一件事"
  - "分清这两件事"
keyPoints:
  - "值得记住的一句话。"
  - "再一句。"
  - "第三句。"
---

用两句话说明这一课为什么值得读。

<Predict>

这个程序会打印什么？

<Answer>

两行：服务器说的那一行，加上结尾的一行。

</Answer>

</Predict>

## 相遇

<Code file="hello.ts" region="meet">

1. \`socket.end(\` 发送一行，然后结束连接的这个方向。

</Code>

<Quiz id="${id.slice(3)}-last-line">

程序最后打印哪一行？

<Choice>

\`the server is closed\`

那样的话，程序就得等服务器自己的 \`close\`，并在那里打印点什么。

</Choice>

<Choice right prints="hello">

\`the conversation is over\`

双方都结束之后，才有客户端的 \`close\`，所以它在所有的话之后。

</Choice>

<Choice>

\`port 0 says: hello\`

端口 0 是服务器要求的，系统给它的是另一个端口。

</Choice>

</Quiz>

<Quiz id="${id.slice(3)}-who-ends">

对话由谁结束？

<Choice right>

服务器，它一说完就结束。

\`end\` 先发送那一行，再说明后面没有了。

</Choice>

<Choice>

客户端，它读完那一行就结束。

那样的话，客户端就得自己调用 \`end\`。这里是 Node 替它回应了服务器。

</Choice>

<Choice>

时限，五秒之后。

时限是为一言不发的服务器准备的。这一个立刻就开口。

</Choice>

</Quiz>

<Cell name="hello" />

## 练习

1. 让服务器说两行。

   <Hint>哪个调用只发送，不结束？</Hint>

## 从 Python 过来

| Python | Node | 区别 |
|---|---|---|
| \`socket.create_connection\` | \`net.connect\` | Node 用事件告知结果 |
`,
});

/** The longest name of a lesson, in characters: it stands in addresses and in the commands that the pages show. */
const longestName = 40;

/**
 * Makes a lesson folder with a program, its recording, its facts and its prose in every language. Takes back what it made if that fails.
 * @param name the slug; the number is the one after the highest
 * @returns the folder's name
 * @throws Problem for a name that is bad or taken
 */
export async function newLesson(name: string, root = lessonsDir): Promise<string> {
  const bad = (remedy: string) => new Problem(`bad name ${JSON.stringify(name)}`, remedy);
  if (/^\d+(-|$)/.test(name)) throw bad('the number is added by itself; write the name alone, as in "unix-sockets"');
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    throw bad('write it in kebab-case and without a number, as in "unix-sockets"');
  }
  if (name.length > longestName) throw bad(`${name.length} characters; at most ${longestName}`);
  const ids = lessonIds(root);
  if (ids.some((one) => one.slice(3) === name)) throw bad('there is a lesson of this name');
  const number = Math.max(0, ...ids.map((one) => Number(one.slice(0, 2)))) + 1;
  if (number > 99) throw bad('lesson 99 is the last that there can be');
  const id = `${String(number).padStart(2, '0')}-${name}`;
  const dir = join(root, id);
  mkdirSync(dir);
  try {
    for (const [file, text] of Object.entries(files(id))) writeFileSync(join(dir, file), text);
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
