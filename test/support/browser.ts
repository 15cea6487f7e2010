import { type Browser, chromium } from 'playwright-core';
import { inject } from 'vitest';

/** A connection to the browser that all test files share. `close` ends the connection and the pages opened through it. */
export const openBrowser = (): Promise<Browser> => chromium.connect(inject('browser'));
