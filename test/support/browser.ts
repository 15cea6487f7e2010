import { type Browser, chromium } from 'playwright-core';
import { inject } from 'vitest';
import { askFor } from './on-demand.ts';

/** A connection to the browser that all test files share. `close` ends the connection and the pages opened through it. */
export const openBrowser = async (): Promise<Browser> => chromium.connect(await askFor<string>(inject('browser')));
