// What others need to take the course over: the text of a release, and the settings of an editor.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import course from '../package.json' with { type: 'json' };
import { labCommand } from '../scripts/course/cells.ts';
import { projectDir } from '../scripts/course/lesson.ts';
import { releaseNotes } from '../scripts/release-notes.ts';
import { run } from './support/build.ts';

const read = (path: string) => readFileSync(join(projectDir, path), 'utf8');
const changelog =
  '# Changelog\n\n## Unreleased\n\n- new\n\n## 1.2.0 – 2026-01-02\n\n### Added\n\n- two\n\n## 1.2.0-rc – x\n\n- rc\n';

test('releaseNotes() is the section of the version, and of no other', () => {
  expect(releaseNotes(changelog, 'v1.2.0', '1.2.0')).toBe('### Added\n\n- two\n');
  expect(releaseNotes(changelog, 'v1.2.0-rc', '1.2.0-rc')).toBe('- rc\n');
});

test('releaseNotes() refuses a tag of another version, and a version without text', () => {
  expect(() => releaseNotes(changelog, '1.2.0', '1.2.0')).toThrow(
    'tag "1.2.0": not the version in package.json; accepted: v1.2.0',
  );
  expect(() => releaseNotes(changelog, 'v1.2', '1.2')).toThrow(
    'CHANGELOG.md: no text for 1.2; write it below "## 1.2 – ',
  );
  expect(() => releaseNotes('## 2.0.0 – x\n\n', 'v2.0.0', '2.0.0')).toThrow('no text for 2.0.0');
});

test('release-notes.ts prints the section of this version, and refuses a wrong tag in one line with exit code 2', async () => {
  const script = join('scripts', 'release-notes.ts');
  const good = await run(process.execPath, [script, `v${course.version}`]);
  expect(good.code).toBe(0);
  expect(read('CHANGELOG.md')).toContain(good.output);
  const wrong = await run(process.execPath, [script, 'v9.9.9']);
  expect(wrong).toEqual({
    code: 2,
    output: `tag "v9.9.9": not the version in package.json; accepted: v${course.version}\n`,
  });
});

test('"Debug this lesson file" names a Node that runs a lesson file', async () => {
  const { configurations } = JSON.parse(read('.vscode/launch.json'));
  for (const { runtimeExecutable, program, windows, cwd } of configurations) {
    const own = process.platform === 'win32' ? windows.runtimeExecutable : runtimeExecutable;
    const filled = (text: string) =>
      text
        .replace(/\$\{workspaceFolder\}/, () => projectDir)
        .replace(/\$\{file\}/, () => join(projectDir, 'lessons', '07-a-scanner-worth-keeping', 'names.ts'));
    const ran = await run(filled(own), [filled(program), '22'], { cwd: filled(cwd) });
    expect(ran).toEqual({ code: 0, output: '22: ssh?\n' });
  }
});

test('the tasks of the editor are commands of the project', () => {
  const { tasks } = JSON.parse(read('.vscode/tasks.json'));
  for (const { type, script, command } of tasks) {
    if (type === 'npm') expect(Object.keys(course.scripts)).toContain(script);
    else expect(command).toBe(labCommand);
  }
});

interface Workflow {
  jobs: Record<string, { strategy?: { matrix: { os: string[] } }; steps: { run?: string; uses?: string }[] }>;
}
const folder = '.github/workflows';
const workflows = readdirSync(join(projectDir, folder)).map((file) => ({
  file,
  jobs: Object.values((parse(read(join(folder, file))) as Workflow).jobs),
}));

test('the suite runs on Linux, macOS and Windows', () => {
  const ci = workflows.find(({ file }) => file === 'ci.yml');
  const [job] = ci?.jobs ?? [];
  expect(job?.strategy?.matrix.os).toEqual(['ubuntu-latest', 'macos-latest', 'windows-latest']);
  expect(job?.steps.map(({ run: command }) => command)).toContain('npm test');
});

test.each(workflows)('$file runs what the project has, and actions of one commit only', ({ jobs }) => {
  for (const { run: command = '', uses } of jobs.flatMap(({ steps }) => steps)) {
    if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    const [, script] = /^npm (?:run )?([\w:-]+)/.exec(command) ?? [];
    if (script !== undefined && script !== 'ci') expect(Object.keys(course.scripts)).toContain(script);
    const [, program] = /^npx node (\S+)/.exec(command) ?? [];
    if (program !== undefined) expect(existsSync(join(projectDir, program)), command).toBe(true);
  }
});
