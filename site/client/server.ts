import { acceptToken, dropToken, token } from './token.ts';

/** A request that the server refused, with a message for the page. */
export class Refused extends Error {
  readonly reason: string;

  constructor(reason: string, text: string) {
    super(text);
    this.reason = reason;
  }
}

/**
 * Sends a request to the notebook's server.
 * @param signal ends the request
 * @throws Refused, or TypeError if there is no answer
 */
export async function ask(route: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const sent = JSON.stringify(body);
  const mine = token();
  const response = await fetch(`/-/live/${route}/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${mine}`,
      // In the page's language, not the browser's.
      'accept-language': document.documentElement.lang,
    },
    body: sent,
    // The last edit is saved even if the reader leaves the page. Browsers allow this for up to 64 KiB.
    keepalive: route === 'save' && sent.length < 20_000,
    referrerPolicy: 'no-referrer',
    signal: signal ?? null,
  });
  if (response.status === 401 && dropToken(mine)) return ask(route, body, signal);
  if (response.ok) {
    acceptToken(mine);
    return response;
  }
  const { reason, text } = await response.json().catch(() => ({ reason: '', text: response.statusText }));
  throw new Refused(reason, text);
}

/** Sends a request whose answer is one JSON value. @throws like ask */
export const answerOf = async <Answer>(route: string, body: unknown, signal?: AbortSignal) =>
  (await (await ask(route, body, signal)).json()) as Answer;

/** Reads a response with one JSON value per line, and yields each value when it arrives. */
export async function* lines(response: Response): AsyncGenerator<Record<string, unknown>> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done) return;
    const whole = (rest + value).split('\n');
    rest = whole.pop() ?? '';
    for (const line of whole) yield JSON.parse(line);
  }
}
