// Makes a page of `npm start` live: gets the data of the lesson's cells from the server, and adds their buttons.
import './live.css';
import type { Progress } from '../../scripts/pupil/merge.ts';
import type { Facts } from '../shared/protocol.ts';
import { Drafts } from './drafts.ts';
import { button, element, statusLine } from './elements.ts';
import { LiveCell } from './live-cell.ts';
import { joinProgress, progress } from './progress.ts';
import { answerOf, Refused } from './server.ts';

const main = document.querySelector('main');
const opening = main?.querySelector('.opening');
const lesson = /\/lessons\/([\w-]+)\/(?:deeper\/)?$/.exec(location.pathname)?.[1] ?? '';
const factsNow = () => answerOf<Facts>('lesson', { lesson });

function note(text: string): void {
  const said = document.querySelector('.live-note') ?? statusLine('live-note');
  said.textContent = text;
  if (opening) opening.append(said);
  else main?.prepend(said);
}

/** The buttons for the whole lesson, and the lab. */
function panel({ words: labels, lab }: Facts, runAll: () => void, stopAll: () => void): HTMLElement {
  const services = lab.filter((one) => one.host === '127.0.0.1');
  const table = element('table');
  for (const { name, protocol, host, port, does } of services) {
    const row = table.insertRow();
    for (const text of [name, `${protocol} ${host}:${port}`, does]) {
      row.insertCell().textContent = text;
    }
  }
  const bar = element('div', 'bar');
  bar.append(button(labels.runAll, runAll), button(labels.stopAll, stopAll));
  const about = element('div');
  about.popover = 'auto';
  about.append(bar, element('p', '', labels.keys), element('p', '', labels.labIntro), table);
  const opens = button(labels.live, () => {});
  opens.popoverTargetElement = about;
  const place = element('div', 'live-panel');
  place.append(opens, about);
  return place;
}

/** A pair has one button more, which runs both ends; or stops both, if one is running. */
function addRunBoth(pair: Element, cells: LiveCell[], labels: Facts['words']): void {
  const ends = cells.filter(({ root }) => pair.contains(root));
  const isRunning = () => ends.some((end) => end.isRunning);
  const both = button(labels.runBoth, async () => {
    if (isRunning()) for (const end of ends) end.stop();
    else (await import('./several.ts')).runPair(ends);
  });
  both.classList.add('go');
  pair.querySelector('.head strong')?.after(both);
  pair.addEventListener('socketbook:running', () => {
    both.textContent = (isRunning() ? labels.stop : labels.runBoth) ?? '';
    both.classList.toggle('go', !isRunning());
  });
}

async function start(): Promise<void> {
  const facts = await factsNow();
  // Loaded before the cells are live: what it adds moves them, and the reader may press Run at once.
  const moved = facts.moved && (await import('./moved-ports.ts'));
  const drafts = new Drafts(lesson);
  const cells: LiveCell[] = [];
  const onMove = (cell: LiveCell) => (cells[cells.indexOf(cell) + 1] ?? cell).focus();
  const startServer = async (name: string) => {
    const server = cells.find((cell) => cell.name === name);
    await server?.run();
    return server?.isRunning ?? false;
  };
  const fileOf = (name: string) => facts.cells[name]?.file ?? '';
  const page = { lesson, labels: facts.words, nonce: facts.nonce, drafts, onMove, startServer, fileOf };
  for (const root of document.querySelectorAll<HTMLElement>('.cell')) {
    const cell = facts.cells[root.id.replace('cell-', '')];
    if (cell) cells.push(new LiveCell(root, cell, page));
  }
  document.addEventListener('socketbook:running', () => {
    for (const cell of cells) cell.update();
  });

  for (const link of document.querySelectorAll<HTMLAnchorElement>('.to-cell a')) {
    link.addEventListener('click', () => cells.find(({ root }) => link.hash === `#${root.id}`)?.openEditor());
  }

  let walks = 0;
  const stopAll = () => {
    walks += 1;
    for (const cell of cells) cell.stop();
  };
  const runAll = async () => {
    walks += 1;
    const mine = walks;
    (await import('./several.ts')).runAll(cells, () => walks === mine);
  };
  document.querySelector('.tools')?.prepend(panel(facts, runAll, stopAll));
  for (const pair of document.querySelectorAll('.pair')) addRunBoth(pair, cells, facts.words);
  moved?.showMovedPorts(facts);

  // The cells also run without it.
  const { followLessons } = await import('./lesson-updates.ts');
  await followLessons({ facts, cells, factsNow, note });
}

/** Merges the progress of the browser with that of the command line. */
async function shareProgress(): Promise<void> {
  (await import('./repair.ts')).repair();
  // The browser may have stored something in the meantime.
  joinProgress(await answerOf<Progress>('progress', { progress: progress() }));
}

const isPractice = main?.classList.contains('practice');
if (main && (lesson !== '' || isPractice || main.classList.contains('home'))) {
  const begin = isPractice ? import('./practice.ts').then(({ startPractice }) => startPractice()) : start();
  Promise.all([begin, shareProgress()]).catch((error) => {
    if (error instanceof Refused) note(error.message);
    else throw error;
  });
}
