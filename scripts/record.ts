// Records the output of the cells:  npm run record [-- LESSON …]
import { labFrom } from './course/lab-ports.ts';
import { type Lesson, nameOf, readLesson, recordingOf, talkOf } from './course/lesson.ts';
import { startLab } from './lab/lab.ts';
import { isFree } from './project/free-port.ts';
import { writeDigests } from './recording/digest.ts';
import { labPorts, record, recordPair } from './recording/record.ts';
import { Capture } from './recording/wire/capture.ts';
import { command } from './terminal/command.ts';
import { namedLessons } from './terminal/named-lessons.ts';

const usage = `usage: npm run record [-- LESSON …]
Runs every cell of the named lessons (of all lessons if none is named) and saves its output in
lessons/LESSON/CELL.out.txt, and the lines of every pair in lessons/LESSON/PAIR.pair.txt; the page shows both. Of cells and pairs with
"wire" it also saves what crossed the wire, in NAME.wire.json. LESSON is the name of a lesson folder or its number.`;

/** If another program uses a port of the lesson's servers, they are run with other ports. */
async function otherPorts({ cells }: Lesson): Promise<{ anyPort: true; busy: number } | undefined> {
  for (const { port } of cells) {
    if (port !== undefined && !(await isFree(port))) return { anyPort: true, busy: port };
  }
  return undefined;
}

export async function main() {
  const wanted = namedLessons(process.argv.slice(2));
  if (wanted === undefined) {
    console.log(usage);
    return;
  }
  const lessons = wanted.map((id) => readLesson(id));
  const wantsLab = lessons.some(({ cells }) => cells.some((cell) => cell.lab));
  const lab = wantsLab ? await startLab({ from: labFrom }) : undefined;
  let capturing: Promise<Capture> | undefined;
  const capture = () => {
    capturing ??= Capture.start();
    return capturing;
  };
  try {
    for (const lesson of lessons) {
      const options = { capture, ...(lab && { lab: labPorts(lab) }), ...(await otherPorts(lesson)) };
      for (const cell of lesson.cells) {
        const wrote = await record(lesson, cell, options);
        console.log(`${wrote ? 'recorded ' : 'unchanged'}  ${nameOf(lesson.id, recordingOf(cell))}`);
      }
      for (const pair of lesson.pairs) {
        const wrote = await recordPair(lesson, pair, options);
        console.log(`${wrote ? 'recorded ' : 'unchanged'}  ${nameOf(lesson.id, talkOf(pair))}`);
      }
      writeDigests(lesson);
    }
  } finally {
    await lab?.close();
    await capturing?.then(
      (running) => running.close(),
      () => {}, // it did not start, which was reported
    );
  }
}

if (import.meta.main) await command(main);
