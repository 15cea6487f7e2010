/** Every word of the interface that is not prose, by language. */
const strings = {
  en: {
    course: 'Socketbook',
    tagline: 'Learn network sockets by running them',
    skip: 'Skip to the lesson',
    lessons: 'Lessons',
    lesson: 'Lesson',
    minutes: 'minutes',
    after: 'Read first',
    objectives: 'After this lesson you can',
    contents: 'On this page',
    keyPoints: 'Key points',
    programs: 'The whole programs',
    programsIntro: 'Every program of this lesson from its first line to its last, as the tests run it.',
    previous: 'Previous',
    next: 'Next',
    home: 'All lessons',
    copy: 'Copy',
    copied: 'Copied',
    copyCommand: 'Copy the command',
    command: 'Run it yourself',
    printed: 'What it printed',
    exitCode: 'exit code',
    untilStopped: 'runs until you press Ctrl-C',
    needsLab: 'Needs the lab. In another terminal:',
    needsServer: 'In another terminal, first:',
    wholeProgram: 'whole program',
    remarks: 'Remarks on the lines',
    predict: 'Predict first',
    answer: 'Show the answer',
    hint: 'Hint',
    homeLead:
      'Six lessons in TypeScript, from “what is a socket” to a port scanner you can trust. Every program runs on ' +
      'your own machine, talks real TCP and UDP, and every output on these pages was printed by the very code beside it.',
    abilities: 'What you will be able to do',
    abilityList: [
      'Say what a socket is, and what the network does between two of them',
      'Write TCP and UDP programs that end cleanly, wait with a deadline and survive a rude peer',
      'Tell an open port from a closed one, and a closed one from a silent one',
      'Scan the 65,535 ports of your own machine, one at a time and many at once, and know when that pays',
      'Write files that are a program and a module',
    ],
    howToRun: 'How to run the lessons',
    howToRunSteps: [
      ['Get the course and read it in your browser', 'npm ci && npm start'],
      ['Run any program in a terminal', 'npx tsx lessons/03-server-client/server.ts'],
      ['Open the lab: servers of every kind to talk to and to scan', 'npm run lab -- --from 4401'],
      ['See every program proved on your machine', 'npm test'],
    ],
    notFound: 'There is nothing at this address',
    notFoundText: 'Nobody is listening here. On a socket you would have got ECONNREFUSED; on the web it is called 404.',
  },
};

export type Lang = keyof typeof strings;

/** The interface in one language. @throws when a page asks for a language there is not */
export function stringsFor(lang: string): (typeof strings)[Lang] {
  if (!(lang in strings))
    throw new Error(`no interface in "${lang}"; site/strings.ts has ${Object.keys(strings).join(', ')}`);
  return strings[lang as Lang];
}
