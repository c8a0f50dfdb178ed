// The Event Grid stand-in tries again as Event Grid does: by answer, after its delays, until its end.

import { describe, expect, test } from 'vitest';
import { judgeAttempt } from '../../../local/azure/event-grid/retry-schedule.ts';

describe('what Event Grid does after an attempt', () => {
  test.each([200, 201, 202, 203, 204])('%i is a delivery', (status) => {
    expect(judgeAttempt(status, 1)).toEqual({ kind: 'delivered' });
  });

  test.each([400, 413])('%i gives the event up at once', (status) => {
    expect(judgeAttempt(status, 1)).toMatchObject({ kind: 'dead-letter' });
  });

  test.each([
    [1, 10_000],
    [2, 30_000],
    [3, 60_000],
    [7, 3_600_000],
    [29, 3_600_000],
  ])('attempt %i that fails with 500 is tried again after %i ms', (attempt, afterMs) => {
    expect(judgeAttempt(500, attempt)).toEqual({ kind: 'retry', afterMs });
  });

  test.each([
    [404, 300_000],
    [401, 300_000],
    [408, 120_000],
    [503, 30_000],
    [205, 10_000],
    [undefined, 10_000],
  ])('%s is tried again not before %i ms', (status, afterMs) => {
    expect(judgeAttempt(status, 1)).toEqual({ kind: 'retry', afterMs });
  });

  test('the thirtieth failure is the last', () => {
    expect(judgeAttempt(500, 30)).toMatchObject({ kind: 'dead-letter' });
  });
});
