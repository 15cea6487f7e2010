// Looks whether this machine can run the course:  npm run doctor
// Plain JavaScript, because it must run on any Node and without a package: then it says how to get them.
require('./project/folder.cjs').refuseImpossible();
const { spawnSync } = require('node:child_process');
const { basics, ownNode } = require('./doctor/basics.cjs');
const { wordsOf } = require('./doctor/words.cjs');

/** The language of the terminal, as in terminal/language.ts. */
function langOfTerminal() {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  return (LC_ALL || LC_MESSAGES || LANG || '').toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/**
 * @returns {{ lang: string, help: boolean, refused?: string }}
 */
function read(/** @type {string[]} */ args) {
  let lang = langOfTerminal();
  let help = false;
  for (let index = 0; index < args.length; index++) {
    const [, named] = /^--lang(?:=(.*))?$/.exec(args[index]) || [];
    if (args[index] === '--help') help = true;
    else if (named !== undefined || args[index] === '--lang') {
      const value = named === undefined ? args[++index] || '' : named;
      if (value !== 'en' && value !== 'zh')
        return { lang, help, refused: wordsOf(lang).badLang(JSON.stringify(value)) };
      lang = value;
    } else return { lang, help, refused: wordsOf(lang).unknown(JSON.stringify(args[index])) };
  }
  return { lang, help };
}

const { lang, help, refused } = read(process.argv.slice(2));
const words = wordsOf(lang);
const width = lang === 'zh' ? 1 : Math.max(...Object.values(words.marks).map((mark) => mark.length));

let toMend = 0;
/** Prints one line. */
function tell(/** @type {{ mark: 'ok' | 'note' | 'mend', text: string }} */ { mark, text }) {
  if (mark === 'mend') toMend += 1;
  // A terminal would act on control characters in the name of a folder or in what a program printed.
  console.log(`${words.marks[mark].padEnd(width)}  ${text.replace(/[^\P{Cc}]+/gu, ' ')}`);
}

async function look() {
  const { lines, isReady } = basics(words);
  lines.forEach(tell);
  if (isReady) {
    const { lookAtMachine } = await import('./doctor/machine.ts');
    await lookAtMachine(words, tell);
  } else console.log(`\n${words.afterThat}`);
  console.log(`\n${toMend === 0 ? words.allOk : words.toMend(toMend)}`);
  process.exitCode = toMend === 0 ? 0 : 1;
}

if (refused !== undefined) {
  console.error(refused);
  process.exitCode = 2;
} else if (help) console.log(words.usage);
else if (ownNode !== undefined) {
  // Typed without npm, in a terminal with an older Node.
  process.exitCode = spawnSync(ownNode, process.argv.slice(1), { stdio: 'inherit' }).status || 0;
} else look();
