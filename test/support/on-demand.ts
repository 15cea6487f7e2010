// What all test files share and a single file may not need: it is started when a file first asks.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface OnDemand<T> {
  /** The address at which a test file asks: see askFor. */
  address: string;
  /** What was started, when it is ready; undefined if no file has asked, or if the start failed. */
  started(): Promise<T | undefined>;
  close(): Promise<void>;
}

/**
 * Waits for the first request, then calls `start`. Each answer is what that resolves with, as JSON.
 * @param answer what a test file gets of it
 */
export async function onDemand<T>(start: () => Promise<T>, answer: (one: T) => unknown): Promise<OnDemand<T>> {
  let starting: Promise<T> | undefined;
  const server = createServer(async (_, response) => {
    starting ??= start();
    try {
      response.end(JSON.stringify(answer(await starting)));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    started: async () => starting?.catch(() => undefined),
    close: () => server[Symbol.asyncDispose](),
  };
}

/** Asks for it, and waits until it is there. @throws an error with the reason if its start failed */
export async function askFor<T>(address: string): Promise<T> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as T;
}
