// Starts the browser that all test files of a project share. Vitest runs this before the first test file.
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { launchOptions } from '../../scripts/project/browser.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The WebSocket address of the browser. */
    browser: string;
  }
}

export default async function setup(project: TestProject) {
  const server = await chromium.launchServer({ ...(await launchOptions()), host: '127.0.0.1' });
  project.provide('browser', server.wsEndpoint());
  return () => server.close();
}
