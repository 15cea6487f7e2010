// The type errors of a program, in words below its editor: the marks in the text are seen by the eye only.
import { fill } from '../shared/fill.ts';
import type { Diagnostic } from '../shared/protocol.ts';
import { type Labels, statusLine } from './elements.ts';
import { answerOf, Refused } from './server.ts';

/** When the text is sent again if the server had too many to check, ms. */
const retryPace = 1000;
/** The most errors that are shown in words. */
const mostShown = 3;

export class TypeErrors {
  readonly place = statusLine('type-errors');
  readonly #labels: Labels;

  constructor(labels: Labels) {
    this.#labels = labels;
    this.place.hidden = true;
  }

  /**
   * Asks for the errors in a text that stands in place of a file, and shows them in words.
   * @returns the errors
   * @throws like ask; also if the signal ends the request
   */
  async check(file: { lesson: string; file: string } | { exercise: string }, draft: string, signal: AbortSignal) {
    try {
      const { diagnostics } = await this.#ask({ ...file, draft }, signal);
      this.#show(diagnostics);
      return diagnostics;
    } catch (error) {
      if (!signal.aborted) this.#show([]);
      throw error;
    }
  }

  /** Asks until the server has time for this text. */
  async #ask(body: object, signal: AbortSignal): Promise<{ diagnostics: Diagnostic[] }> {
    for (;;) {
      try {
        return await answerOf('types', body, signal);
      } catch (error) {
        if (!(error instanceof Refused) || error.reason !== 'checking') throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, retryPace));
      signal.throwIfAborted();
    }
  }

  #show(all: readonly Diagnostic[]): void {
    const { typeErrors, stoppingErrors, typeError } = this.#labels;
    // Two errors at different places of a line may have the same words.
    const lines = new Set(
      all.map(({ line, message }) => {
        const [first = ''] = message.split('\n');
        return fill(typeError, { line, message: first });
      }),
    );
    const lead = all.some(({ stops }) => stops) ? stoppingErrors : typeErrors;
    const more = lines.size > mostShown ? ['…'] : [];
    const text = [fill(lead, { count: lines.size }), ...[...lines].slice(0, mostShown), ...more].join('\n');
    this.place.hidden = all.length === 0;
    const said = all.length === 0 ? '' : text;
    // A screen reader reads it again whenever it changes.
    if (this.place.textContent !== said) this.place.textContent = said;
  }
}
