// The report of a class as one HTML file, to be projected. It has no script, loads nothing, and shows no name unless asked to.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { textOf } from '../course/exercises.ts';
import { type Lang, languages, names, tags } from '../course/languages.ts';
import { lessonOf } from '../practice/course.ts';
import { readFile, replaceFile } from '../project/files.ts';
import { Problem } from '../project/problem.ts';
import { Html, html, markup, type Part } from './html.ts';
import { type Question, questionsOf } from './questions.ts';
import { byName, markOf, pupilRow, type Report } from './tables.ts';
import { type QuestionTally, tallyQuestions } from './tally.ts';
import { type ClassWords, classWords } from './words.ts';

/** How every report begins, so that a new one replaces no other file. */
const mark = '<!DOCTYPE html>\n<!-- socketbook: npm run class -->';

/** The most bytes of a file that is looked at before it is replaced. */
const mostReport = 20_000_000;

const style = `
:root { color-scheme: light dark; --paper: light-dark(#fbfaf6, #14171a); --fg: light-dark(#1d1f23, #e8e6e0);
  --muted: light-dark(#5a5f66, #a5abb2); --line: light-dark(#cbc8be, #434950); --soft: light-dark(#f2f0e9, #1d2125);
  --good: light-dark(#1a6b3f, #74cf9a); --bad: light-dark(#b0281f, #f28d84); --bar: light-dark(#0a5a9c, #82bdf3); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--fg); line-height: 1.45;
  font-family: system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; font-size: clamp(18px, 2.2vw, 34px); }
main { max-width: 62em; margin: 0 auto; padding: 1em; }
h1 { font-size: 1.9em; margin: 0.3em 0; } h2 { font-size: 1.5em; margin: 1.6em 0 0.4em; } h3 { font-size: 1.1em; margin: 1.4em 0 0.3em; }
h1, h2, h3 { line-height: 1.2; text-wrap: balance; }
fieldset { border: 0; margin: 0; padding: 0; display: flex; gap: 1em; flex-wrap: wrap; }
legend { float: left; margin-right: 1em; color: var(--muted); }
input { width: 1em; height: 1em; accent-color: var(--bar); }
:focus-visible { outline: 3px solid var(--bar); outline-offset: 2px; }
body:has(#show-en:checked) .edition[lang=zh-Hans], body:has(#show-zh:checked) .edition[lang=en] { display: none; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: 0.3em 0.5em; border-bottom: 1px solid var(--line); }
th { color: var(--muted); font-weight: 600; } td p, td pre { margin: 0; }
tbody th { color: inherit; } .number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bar { display: block; width: 100%; min-width: 4em; height: 0.8em; background: var(--soft); fill: var(--bar); margin-top: 0.35em; }
.right .bar { fill: var(--good); } .worst .bar { fill: var(--bad); }
.worst { background: var(--soft); } .worst td, .worst th { font-weight: 700; }
.mark { display: block; font-size: 0.8em; } .right .mark { color: var(--good); } .worst .mark { color: var(--bad); }
pre, code { font-family: ui-monospace, Consolas, monospace; font-size: 0.92em; } pre { white-space: pre-wrap; overflow-wrap: anywhere; }
.note { color: var(--muted); } section { break-inside: avoid; }
@media print { body { font-size: 12pt; } fieldset { display: none; } }
`;

const digest = createHash('sha256').update(style).digest('base64');
/** Nothing but this style: what a hostile name could smuggle in would neither load nor run (CSP Level 3). */
const policy = `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;

/** A bar for a share from 0 to 1. The number stands beside it. */
const bar = (share: number) =>
  html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="${Math.round(share * 100)}" height="10"/></svg>`;

/** A table that scrolls by itself on a narrow screen. */
const table = (label: string, head: readonly string[], rows: Part, numbers: readonly number[] = []) =>
  html`<section class="scroll" tabindex="0" aria-label="${label}"><table><thead><tr>${head.map((cell, index) =>
    cell === ''
      ? html`<td></td>`
      : html`<th scope="col"${numbers.includes(index) ? new Html(' class="number"') : ''}>${cell}</th>`,
  )}</tr></thead><tbody>${rows}</tbody></table></section>`;

function overview(report: Report, lang: Lang): Html {
  const words = classWords(lang);
  const { pupils, lessons } = report;
  const withFile = pupils.filter(({ hasFile }) => hasFile);
  const claims = pupils.reduce((sum, pupil) => sum + pupil.claims.length, 0);
  const rows = lessons.map((id) => {
    const read = withFile.filter(({ progress }) => Object.hasOwn(progress.read, id)).length;
    const { number, title } = lessonOf(id, lang);
    return html`<tr><th scope="row">${number}. ${title}</th><td class="number">${words.of(read, withFile.length)}</td><td>${bar(read / Math.max(1, withFile.length))}</td></tr>`;
  });
  return html`<h2>${words.overview}</h2><p>${words.pupils(pupils.length)}</p>
${report.unread > 0 ? html`<p class="note">${words.unread(report.unread)}</p>` : ''}
${claims > 0 ? html`<p class="note">${words.unproved(claims)}</p>` : ''}
${table(words.overview, [words.lesson, words.readBy, ''], rows, [1])}`;
}

function questionPart(tally: QuestionTally, lang: Lang): Html {
  const words = classWords(lang);
  const { question, counts, answered, right } = tally;
  const rows = question.choices.map(({ letter, text }, index) => {
    const is = { '✓': 'right', '✗': 'worst', '': '' }[markOf(tally, index)];
    const said = { '✓': words.right, '✗': words.worst, '': '' }[markOf(tally, index)];
    const count = counts[index] ?? 0;
    return html`<tr${is === '' ? '' : html` class="${is}"`}><th scope="row">${letter}</th><td>${text.map(markup)}${
      said === '' ? '' : html`<span class="mark"><span aria-hidden="true">${markOf(tally, index)}</span> ${said}</span>`
    }</td><td class="number">${count}</td><td>${bar(count / answered)}</td></tr>`;
  });
  const title = words.questionOf(Number(question.lesson.slice(0, 2)), question.number);
  return html`<section><h3>${title} <span class="note">· ${words.rightOf(right, answered)}</span></h3>
${question.text.map(markup)}
${table(title, ['', words.choice, words.chosenBy, ''], rows, [2])}</section>`;
}

function exercisePart({ exerciseTallies }: Report, lang: Lang): Html {
  const words = classWords(lang);
  if (exerciseTallies.length === 0) return html`<h2>${words.exercises}</h2><p>${words.noneTried}</p>`;
  const rows = exerciseTallies.map(
    ({ exercise, passed, stuck, median, most }) =>
      html`<tr><th scope="row">${textOf(exercise, lang).title} <span class="note">${exercise.id}</span></th>${[
        passed,
        stuck,
        median,
        most,
      ].map((number) => html`<td class="number">${number}</td>`)}<td>${bar(passed / (passed + stuck))}</td></tr>`,
  );
  const head = [words.exercise, words.passed, words.notPassed, words.median, words.most, ''];
  return html`<h2>${words.exercises}</h2>${table(words.exercises, head, rows, [1, 2, 3, 4])}`;
}

/** The part with names: all pupils, and what their files claim without a program that proves it. */
function namesPart(report: Report, questions: readonly QuestionTally[], lang: Lang): Html {
  const words = classWords(lang);
  const rows = byName(report.pupils, lang).map(
    (pupil) =>
      html`<tr>${pupilRow(pupil, report, questions, words).map((cell, index) =>
        index === 0 ? html`<th scope="row">${cell}</th>` : html`<td class="number">${cell}</td>`,
      )}</tr>`,
  );
  const claims = report.pupils.flatMap(({ name, claims: own }) =>
    own.map(({ id, why }) => html`<li>${name}: ${id}: ${why}</li>`),
  );
  const head = report.isJudged ? words.judgedColumns : words.columns;
  const numbers = head.map((_, index) => index).slice(1);
  return html`<h2>${words.forTeacher}</h2>${table(words.forTeacher, head, rows, numbers)}${
    claims.length === 0 ? '' : html`<h3>${words.claims}</h3><ul>${claims}</ul>`
  }`;
}

function edition(report: Report, questions: readonly Question[], showNames: boolean, lang: Lang): Html {
  const words = classWords(lang);
  const tallies = tallyQuestions(report.pupils, questions);
  return html`<div class="edition" lang="${tags[lang]}">
<h1>${words.title}</h1>
${overview(report, lang)}
<h2>${words.questions}</h2>
${tallies.length === 0 ? html`<p>${words.noneAnswered}</p>` : tallies.map((tally) => questionPart(tally, lang))}
${exercisePart(report, lang)}
${showNames ? namesPart(report, tallies, lang) : ''}
</div>`;
}

/**
 * The report as an HTML document with both languages.
 * @param lang the language that it shows first
 */
export function pageOf(report: Report, showNames: boolean, lang: Lang): string {
  const titles = languages.map((one) => classWords(one).title).join(' · ');
  const switches = languages.map(
    (one) =>
      html`<label lang="${tags[one]}"><input type="radio" name="lang" id="show-${one}"${one === lang ? new Html(' checked') : ''}> ${names[one]}</label>`,
  );
  const body = html`<html lang="${tags[lang]}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${new Html(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${titles}</title><style>${new Html(style)}</style></head>
<body><main><fieldset><legend>${classWords(lang).language}</legend>${switches}</fieldset>
${languages.map((one) => edition(report, questionsOf(one), showNames, one))}
</main></body></html>
`;
  return `${mark}\n${body.text}`;
}

/**
 * Writes a report. An earlier report is replaced.
 * @param name the name of the file in a message
 * @throws Problem if the file is not a report or its folder is missing; FileTrouble
 */
export function writePage(page: string, file: string, name: string, words: ClassWords): void {
  if (!existsSync(dirname(file))) throw new Problem(name, words.noFolder);
  let before: string | undefined;
  try {
    before = readFile(file, mostReport).toString();
  } catch (error) {
    if ((error as { trouble?: string }).trouble !== 'missing') throw error;
  }
  if (before !== undefined && before !== '' && !before.startsWith(mark)) throw new Problem(name, words.notAReport);
  replaceFile(file, page);
}
