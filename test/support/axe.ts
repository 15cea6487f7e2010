import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

interface Options {
  /** A selector for the part of the page to look at; the whole page by default. */
  within?: string;
  /** Look at the contrast only, because nothing else depends on the theme. */
  onlyContrast?: boolean;
}

/**
 * What axe finds wrong in the present state of a page, one text for each rule.
 * @throws AssertionError if axe finds nothing to look at
 */
export async function axeProblems(page: Page, { within, onlyContrast = false }: Options = {}): Promise<string[]> {
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(axe.source);
  const options = {
    resultTypes: ['violations'],
    // axe would load styles and media first. Only rules about orientation and sound need that.
    preload: false,
    ...(onlyContrast && { runOnly: ['color-contrast'] }),
  };
  const context = within === undefined ? [] : [within];
  const args = [...context, options].map((one) => JSON.stringify(one));
  const { violations, passes } = (await page.evaluate(`axe.run(${args})`)) as AxeResults;
  expect(violations.length + passes.length, 'rules that applied').toBeGreaterThan(0);
  return violations.map((one) => `${one.id}: ${one.nodes[0]?.html}`);
}
