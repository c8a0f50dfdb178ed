// How `npm run check` counts: every test, every file that could not be loaded, and every failure that belongs to no test.

import { describe, expect, it } from 'vitest';
import { countVerdicts } from '../../../tools/check/tests.mjs';

const file = (status, ...statuses) => ({
  status,
  assertionResults: statuses.map((each) => ({ status: each })),
});
const report = (...testResults) => ({ testResults });

describe('countVerdicts', () => {
  it('counts passed and failed tests over all files', () => {
    const counted = countVerdicts(
      report(file('passed', 'passed', 'passed'), file('failed', 'passed', 'failed')),
      1,
    );
    expect(counted).toMatchObject({ passed: 3, failed: 1 });
  });

  it('counts a file that could not be loaded as one failure', () => {
    expect(countVerdicts(report(file('passed', 'passed'), file('failed')), 1)).toMatchObject({
      passed: 1,
      failed: 1,
    });
  });

  it('counts a bad exit without a failed test as one failure', () => {
    expect(countVerdicts(report(file('passed', 'passed')), 1)).toMatchObject({ passed: 1, failed: 1 });
  });

  it('counts a run without any test as one failure', () => {
    expect(countVerdicts(report(), 0)).toMatchObject({ passed: 0, failed: 1 });
  });

  it('names skipped tests without counting them as passed', () => {
    const counted = countVerdicts(report(file('passed', 'passed', 'skipped', 'todo')), 0);
    expect(counted).toEqual({ passed: 1, failed: 0, note: '1 passed, 2 skipped' });
  });
});
