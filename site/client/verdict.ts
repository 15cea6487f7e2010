// Shows what the judge said of a program.
import type { Judged } from '../shared/protocol.ts';
import { plain } from '../shared/terminal.ts';
import { element, type Labels } from './elements.ts';
import { withCode } from './inline-code.ts';

/** The address of a section of a lesson, in the language of this page. */
const addressOf = (see: string) => location.pathname.replace(/lessons\/.*$/, `lessons/${see.replace('#', '/#')}`);

/** A sentence of the judge. Its name, as in "Seen: ", is told from the rest, which leads to `address` if there is one. */
function sentence(text: string, address: string | undefined): HTMLElement {
  const [, name = '', rest = ''] = /^([^:：]{1,12}(?:: |：))?(.*)$/su.exec(text) ?? [];
  const line = element('p');
  if (name !== '') line.append(element('span', 'name', name));
  if (address === undefined) line.append(...withCode(rest));
  else {
    const link = element('a');
    link.append(...withCode(rest));
    link.href = address;
    line.append(link);
  }
  return line;
}

/** The parts of an exercise's page that a verdict repeats: why the solution is as it is, and what comes next. */
const copyOf = (root: HTMLElement, selector: string) => [
  ...(root.querySelector(selector)?.cloneNode(true).childNodes ?? []),
];

/**
 * A verdict, ready to be shown.
 * @param root the exercise in the page
 */
export function verdictOf({ passed, said, see }: Judged, root: HTMLElement, labels: Labels): Node[] {
  const head = element('p', 'label', `${passed ? '✓' : '✗'} ${(passed ? labels.passed : labels.failed) ?? ''}`);
  const last = said.length - 1;
  if (!passed) {
    const address = see === undefined ? undefined : addressOf(see);
    return [head, ...said.map((text, index) => sentence(plain(text), index === last ? address : undefined))];
  }
  // The last sentence is the explanation of the solution. The page has it with its code and its links.
  const lines = said.slice(0, last).map((text) => sentence(plain(text), undefined));
  const onward = element('p', 'onward');
  onward.append(...copyOf(root, '.onward'));
  onward.querySelector('a')?.classList.add('button', 'go');
  return [head, ...lines, ...copyOf(root, '.why'), onward];
}
