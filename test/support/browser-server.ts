// The browser that all test files share. Vitest runs this before the first test file.
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { launchOptions } from '../../scripts/project/browser.ts';
import { onDemand } from './on-demand.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the WebSocket address of the browser is asked for: see browser.ts. */
    browser: string;
  }
}

export default async function setup(project: TestProject) {
  const launch = async () => chromium.launchServer({ ...(await launchOptions()), host: '127.0.0.1' });
  const browser = await onDemand(launch, (server) => server.wsEndpoint());
  project.provide('browser', browser.address);
  return async () => {
    await Promise.all([(await browser.started())?.close(), browser.close()]);
  };
}
