// Shows the answers that a scanner gets, in the order of the ports: a strip with one part for each run of equal answers, and the
// ports in words.
import { type Answer, portList, type scanOf } from '../shared/calls.ts';
import { element, type Labels } from './elements.ts';

const answers: readonly Answer[] = ['open', 'closed', 'filtered', 'waiting'];

const wordOf = (answer: Answer, labels: Labels) =>
  ({
    open: labels.portsOpen,
    closed: labels.portsClosed,
    filtered: labels.portsFiltered,
    waiting: labels.portsWaiting,
  })[answer] ?? '';

/** The strip, which the list below it says in words. */
export function drawStrip(ports: NonNullable<ReturnType<typeof scanOf>>, labels: Labels): HTMLElement[] {
  const strip = element('div', 'calls-strip');
  strip.setAttribute('aria-hidden', 'true');
  let part: HTMLElement | undefined;
  let count = 0;
  for (const [index, { port, answer }] of ports.entries()) {
    if (part === undefined || answer !== ports[index - 1]?.answer) {
      part = element('span', answer);
      part.title = `${port}: ${wordOf(answer, labels)}`;
      count = 0;
      strip.append(part);
    }
    count += 1;
    part.style.flexGrow = String(count);
  }
  const list = element('dl', 'calls-answers');
  for (const answer of answers) {
    const those = ports.filter((one) => one.answer === answer).map(({ port }) => port);
    if (those.length === 0) continue;
    const name = element('dt', '', `${wordOf(answer, labels)} (${those.length})`);
    name.prepend(element('span', answer));
    list.append(name, element('dd', '', portList(those)));
  }
  return [strip, list];
}
