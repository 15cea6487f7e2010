import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ProgramHost } from './support/programs.ts';

const folder = mkdtempSync(join(tmpdir(), 'socketbook-program-host-'));
const programs = new ProgramHost();
afterAll(async () => {
  await programs.close();
  rmSync(folder, { recursive: true });
});

function run(name: string, text: string) {
  const file = join(folder, name);
  writeFileSync(file, text);
  return programs.run(file);
}

test('a timer that a program left behind ends with it, and neither ends the host nor prints for the next program', async () => {
  const first = `setTimeout(() => { console.log('late'); throw new Error('late'); }, 50).unref(); console.log('first');`;
  expect(await run('first.mjs', first)).toMatchObject({ stdout: 'first\n', stderr: '', code: 0 });
  const next = `setTimeout(() => console.log('next'), 100);`;
  expect(await run('next.mjs', next)).toMatchObject({ stdout: 'next\n', stderr: '', code: 0 });
});
