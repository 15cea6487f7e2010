// Looks at the machine: ports, IPv6, write access, a browser, the cells of the lessons, and one real run.
import { accessSync, constants, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { missingFrom } from '../course/cells.ts';
import { labFrom, labNames } from '../course/lab-ports.ts';
import { type Cell, lessonIds, projectDir, readLesson, readRecording } from '../course/lesson.ts';
import { lackOf, unmet, whyNoLink } from '../course/requirements.ts';
import { type Lab, startLab } from '../lab/lab.ts';
import { makeFolder } from '../project/files.ts';
import { isFree } from '../project/free-port.ts';
import { compare, labPorts, observe } from '../recording/record.ts';
import type { wordsOf } from './words.cjs';

type Words = ReturnType<typeof wordsOf>;

/** What is found in one place. */
export interface Finding {
  mark: 'ok' | 'note' | 'mend';
  text: string;
}

type Tell = (finding: Finding) => void;

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? String(error);

/** The command of the system that lists listening sockets. */
const listeners =
  { win32: 'netstat -ano', darwin: 'lsof -iTCP -sTCP:LISTEN' }[process.platform as string] ?? 'ss -ltnp';

const ports: readonly { use: keyof Words['uses']; numbers: readonly number[] }[] = [
  { use: 'notebook', numbers: [4321] },
  { use: 'programs', numbers: [8888] },
  { use: 'lab', numbers: labNames.map((_, index) => labFrom + index) },
];

async function lookAtPorts(words: Words, tell: Tell): Promise<void> {
  for (const { use, numbers } of ports) {
    const taken: number[] = [];
    for (const port of numbers) if (!(await isFree(port))) taken.push(port);
    const name = words.uses[use];
    if (taken.length === 0) {
      const range = numbers.length === 1 ? String(numbers[0]) : `${numbers[0]}-${numbers.at(-1)}`;
      tell({ mark: 'ok', text: words.portFree(range, name) });
    } else {
      const remedy = `${words.portRemedies[use]}. ${words.findPort} ${listeners}`;
      tell({ mark: 'mend', text: `${words.portTaken(taken.join(', '), name)}. ${remedy}` });
    }
  }
}

/** The least free space on the disk of the course, MB. */
const leastSpace = 200;

function lookAtDisk(words: Words, tell: Tell): void {
  const folders = ['practice', join('node_modules', '.cache'), tmpdir()];
  let good = true;
  for (const folder of folders) {
    const path = folder === tmpdir() ? folder : join(projectDir, folder);
    const isNew = !existsSync(path);
    try {
      makeFolder(path);
      rmSync(mkdtempSync(join(path, '.doctor-')), { recursive: true });
      if (isNew) rmSync(path, { recursive: true });
    } catch (error) {
      good = false;
      tell({ mark: 'mend', text: words.notWritable(folder, codeOf(error)) });
    }
  }
  if (good) tell({ mark: 'ok', text: words.writable(folders.join(', ')) });
  const { bavail, bsize } = statfsSync(projectDir);
  const free = Math.floor((bavail * bsize) / 1_000_000);
  if (free < leastSpace) tell({ mark: 'mend', text: words.space(free) });
}

/** The browsers of Linux as commands, and the places of those of macOS and Windows. */
const commands = [
  'firefox',
  'firefox-esr',
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  'chromium-browser',
  'microsoft-edge',
  'epiphany',
];
const apps = ['Firefox', 'Google Chrome', 'Chromium', 'Safari', 'Microsoft Edge'].map(
  (name) => `/Applications/${name}.app`,
);
const windowsBrowsers = [
  'Mozilla Firefox\\firefox.exe',
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

/** A browser in which a reader can open the pages. */
function browser(env = process.env): string | undefined {
  if (process.platform === 'darwin') return apps.find((path) => existsSync(path));
  if (process.platform === 'win32') {
    const roots = [env.ProgramFiles, env['ProgramFiles(x86)'], env.LocalAppData].filter((root) => root !== undefined);
    return roots.flatMap((root) => windowsBrowsers.map((path) => join(root, path))).find((path) => existsSync(path));
  }
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const isProgram = (path: string) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  return folders.flatMap((folder) => commands.map((name) => join(folder, name))).find(isProgram);
}

function lookAtBrowser(words: Words, tell: Tell): void {
  const found = browser();
  const isTests =
    process.platform === 'linux' && existsSync(join(projectDir, 'node_modules', '@sparticuz', 'chromium'));
  if (found !== undefined) tell({ mark: 'ok', text: words.browser(found) });
  else tell({ mark: 'mend', text: isTests ? words.testBrowser : words.noBrowser });
}

/** The reason why a cell does not run here as recorded; undefined if it does. */
async function whyNot(cell: Cell, lab: Lab, noLink: string | undefined, words: Words): Promise<string | undefined> {
  if (cell.link !== undefined && noLink !== undefined) return words.noLink(noLink);
  const [lack] = await lackOf(cell);
  if (lack !== undefined && lack !== 'symlinks') return words.needs[lack];
  const [service] = cell.lab ? missingFrom(labPorts(lab), cell) : [];
  const missing = cell.lab && cell.args.some((arg) => arg.includes('{lab}')) ? lab.missing : [];
  const absent = lab.missing.find(({ name }) => name === service) ?? missing.find(({ name }) => name !== 'IPv6');
  return absent === undefined ? undefined : words.noService(absent.name, absent.why);
}

async function lookAtCells(words: Words, tell: Tell): Promise<void> {
  const lab = await startLab();
  try {
    const noLink = whyNoLink();
    let count = 0;
    const others: string[] = [];
    for (const lesson of lessonIds().map((id) => readLesson(id))) {
      for (const cell of lesson.cells) {
        count += 1;
        const why = await whyNot(cell, lab, noLink, words);
        if (why !== undefined) others.push(words.cell(`${lesson.id.slice(0, 2)}/${cell.name}`, why));
      }
    }
    if (others.length === 0) tell({ mark: 'ok', text: words.cells(count) });
    else tell({ mark: 'note', text: words.someCells(count - others.length, count) });
    for (const text of others) tell({ mark: 'note', text });
  } finally {
    await lab.close();
  }
}

/** Runs the first server of the course with its visits, as `npm test` does, and compares. */
async function lookAtRun(words: Words, tell: Tell): Promise<void> {
  const [first = ''] = lessonIds();
  const lesson = readLesson(first);
  const cell = lesson.cells.find(({ visits, needs }) => visits.length > 0 && needs.length === 0);
  if (cell === undefined) return;
  const start = performance.now();
  try {
    compare(lesson, cell, readRecording(lesson, cell), await observe(lesson, cell, { anyPort: true }));
    tell({ mark: 'ok', text: words.ran(`${first.slice(0, 2)}/${cell.name}`, Math.round(performance.now() - start)) });
  } catch (error) {
    tell({ mark: 'mend', text: words.didNotRun((error as Error).message) });
  }
}

/** Looks at everything but Node and the packages. @param tell gets one finding after the other */
export async function lookAtMachine(words: Words, tell: Tell): Promise<void> {
  await lookAtPorts(words, tell);
  const [noIpv6] = await unmet(['ipv6']);
  tell(noIpv6 === undefined ? { mark: 'ok', text: words.ipv6 } : { mark: 'note', text: words.noIpv6 });
  lookAtDisk(words, tell);
  lookAtBrowser(words, tell);
  await lookAtCells(words, tell);
  await lookAtRun(words, tell);
}
