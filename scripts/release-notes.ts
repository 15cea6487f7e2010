// Prints the text of a release, a section of CHANGELOG.md:  node scripts/release-notes.ts TAG
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from './course/lesson.ts';
import { Problem } from './project/problem.ts';
import { quoted, readArgs } from './terminal/args.ts';
import { command } from './terminal/command.ts';

const course = JSON.parse(readFileSync(join(projectDir, 'package.json'), 'utf8')) as { version: string };

const usage = `usage: node scripts/release-notes.ts TAG
Prints the section of CHANGELOG.md for a tag, for example v${course.version}. The tag must be the version in package.json.`;

/**
 * The text below the heading "## VERSION – DATE" of a changelog, up to the next version.
 * @throws Problem if the tag is not "v" and the version of the package, or if its section is missing or empty
 */
export function releaseNotes(changelog: string, tag: string, version: string): string {
  if (tag !== `v${version}`)
    throw new Problem(`tag ${quoted(tag)}`, `not the version in package.json; accepted: v${version}`);
  const [, ...sections] = changelog.split(/^## /m);
  const own = sections.find((section) => section.split(/\s/, 1)[0] === version);
  const text = own?.slice(own.indexOf('\n')).trim();
  if (!text) throw new Problem('CHANGELOG.md', `no text for ${version}; write it below "## ${version} – YYYY-MM-DD"`);
  return `${text}\n`;
}

function main() {
  const { help, rest } = readArgs(process.argv.slice(2), { summary: 'a tag and --help are accepted', most: 1 });
  if (help) return console.log(usage);
  const [tag] = rest;
  if (tag === undefined) throw new Problem('no tag', `accepted: v${course.version}`);
  process.stdout.write(releaseNotes(readFileSync(join(projectDir, 'CHANGELOG.md'), 'utf8'), tag, course.version));
}

if (import.meta.main) await command(main);
