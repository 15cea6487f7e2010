import { DefaultReporter, type TestCase, type TestModuleState } from 'vitest/node';

/** Prints each test file when it is done, and its failed tests. Prints nothing about tests that passed, even slow ones. */
export class FilesAndFailures extends DefaultReporter {
  constructor() {
    super({ summary: false });
  }

  protected override printTestCase(state: TestModuleState, test: TestCase): void {
    if (test.result().state === 'failed') super.printTestCase(state, test);
  }
}
