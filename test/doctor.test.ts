// npm run doctor: each line is ok, a note, or what to mend.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { languages } from '../scripts/course/languages.ts';
import { projectDir } from '../scripts/course/lesson.ts';
import { wordsOf } from '../scripts/doctor/words.cjs';
import { run } from './support/build.ts';
import { environment } from './support/environment.ts';

// A clone in which nothing is installed.
let clone: string;
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'socketbook-doctor-'));
  for (const path of ['package.json', 'package-lock.json', 'scripts']) {
    cpSync(join(projectDir, path), join(clone, path), { recursive: true });
  }
});
afterAll(() => rmSync(clone, { recursive: true }));

/** Runs the doctor in the clone, as Node would in another version. */
function lookAs(version: string, ...args: string[]) {
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' });
    Object.defineProperty(process, 'version', { value: 'v${version}' });
    process.argv.splice(1, 0, 'doctor');
    require('./scripts/doctor.cjs')`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', pretend, '--', ...args], {
    cwd: clone,
    env: environment,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('doctor.cjs names the remedy for an old Node and missing packages, in both languages, and exits 1', () => {
  for (const lang of languages) {
    const { status, stdout, stderr } = lookAs('18.20.8', '--lang', lang);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    const words = wordsOf(lang);
    expect(stdout).toBe(
      [
        `${words.marks.mend}  ${words.oldNode('v18.20.8', 26)}`,
        `${words.marks.mend}  ${words.noPackages}`,
        '',
        words.afterThat,
        '',
        words.toMend(2),
        '',
      ].join('\n'),
    );
    expect(stdout).toContain('npm ci');
  }
});

test('doctor.cjs names packages of another version or of another system', () => {
  mkdirSync(join(clone, 'node_modules/valibot'), { recursive: true });
  writeFileSync(join(clone, 'node_modules/.package-lock.json'), '{}');
  writeFileSync(join(clone, 'node_modules/valibot/package.json'), '{ "version": "0.0.1" }');
  const { status, stdout } = lookAs(process.versions.node);
  rmSync(join(clone, 'node_modules'), { recursive: true });
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /^ok {4}Node v26.*\nmend {2}packages that are missing, of another version .*: .* … \(\d+\)\. Run "npm ci"/,
  );
});

test('doctor.cjs looks at this machine, names a taken port with the remedy, and runs a cell', async () => {
  const other = createServer().listen(4407, '127.0.0.1');
  // A lab may be open there already.
  await once(other, 'listening').catch(() => {});
  const { code, output } = await run(process.execPath, ['scripts/doctor.cjs', '--lang', 'en']);
  await new Promise((closed) => other.close(closed));
  expect(code).toBe(1);
  const lines = output.trimEnd().split('\n');
  const findings = lines.slice(0, -2);
  for (const line of findings) expect(line).toMatch(/^(ok {4}|note {2}|mend {2})\S/);
  expect(output).toMatch(/^ok {4}packages: \d{3} installed$/m);
  expect(output).toMatch(
    /^mend {2}ports? (?:\d+, )*4407(?:, \d+)* \(npm run lab -- --from 4401\): taken\. If it is a lab, .* -- --from 5401"/m,
  );
  expect(output).toMatch(/^ok {4}write access: /m);
  expect(output).toMatch(/^(ok {4}cells: all|note {2}cells: \d+ of) \d+/m);
  expect(output).toMatch(/^ok {4}a real run: 01\/server printed what is recorded, in \d+ ms$/m);
  const toMend = findings.filter((line) => line.startsWith('mend')).length;
  expect(lines.at(-1)).toBe(wordsOf('en').toMend(toMend));
});

test.each([
  ['--all', 'unknown argument "--all": --lang and --help are accepted'],
  ['--lang=de', 'bad --lang "de": en or zh'],
])('doctor.cjs refuses %s in one line, with exit code 2', (argument, line) => {
  expect(lookAs('18.20.8', argument)).toEqual({ status: 2, stdout: '', stderr: `${line}\n` });
});

test('doctor.cjs --help prints the usage on any Node', () => {
  const usage = `${wordsOf('zh').usage}\n`;
  expect(lookAs('18.20.8', '--lang', 'zh', '--help')).toEqual({ status: 0, stdout: usage, stderr: '' });
});
