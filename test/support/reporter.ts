import { DefaultReporter, type TestCase, type TestModuleState } from 'vitest/node';

/** Prints each test file when it is done, and the tests of it that failed: nothing of those that passed, however slow. */
export class FilesAndFailures extends DefaultReporter {
  constructor() {
    super({ summary: false });
  }

  protected override printTestCase(state: TestModuleState, test: TestCase): void {
    if (test.result().state === 'failed') super.printTestCase(state, test);
  }
}
