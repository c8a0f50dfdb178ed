// Which answers are tried again and after how long, row by row.

import { describe, expect, test } from 'vitest';
import type { RequestOutcome } from '../../../src/azure/http/retry-policy.ts';
import { nextDelay, retryAfterMs } from '../../../src/azure/http/retry-policy.ts';

const limits = { maxTries: 5, firstDelayMs: 500, maxDelayMs: 30_000 };
const nowMs = Date.parse('2026-11-22T02:00:00Z');

const answered = (status: number, headers: Record<string, string> = {}): RequestOutcome => ({
  status,
  header: (name) => headers[name],
});

const delayOf = (outcome: RequestOutcome, tries = 1, random = 0.5): number | undefined =>
  nextDelay(tries, outcome, { limits, nowMs, random });

describe('nextDelay', () => {
  test.each([408, 429, 500, 502, 503, 504])('tries again after %i', (status) => {
    expect(delayOf(answered(status))).toBeGreaterThan(0);
  });

  test.each([200, 201, 202, 206, 304, 400, 401, 403, 404, 409, 412, 501])('is content with %i', (status) => {
    expect(delayOf(answered(status))).toBeUndefined();
  });

  test.each(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'EAI_AGAIN', 'REQUEST_SEND_ERROR', 'TRY_TIMEOUT'])(
    'tries again after %s',
    (errorCode) => {
      expect(delayOf({ errorCode })).toBeGreaterThan(0);
    },
  );

  test('does not look again for an account that has no address', () => {
    expect(delayOf({ errorCode: 'ENOTFOUND' })).toBeUndefined();
  });

  test.each(['ServerBusy', 'InternalError', 'OperationTimedOut'])(
    'tries again when the source of a copy says %s',
    (code) => {
      expect(delayOf(answered(409, { 'x-ms-copy-source-error-code': code }))).toBeGreaterThan(0);
    },
  );

  test('doubles the wait with every try, spread over its upper half', () => {
    const waits = [1, 2, 3, 4].map((tries) => delayOf(answered(500), tries, 0));
    expect(waits).toEqual([250, 500, 1000, 2000]);
    expect(delayOf(answered(500), 4, 0.999)).toBeCloseTo(3998, 0);
  });

  test('ends after the last try', () => {
    expect(delayOf(answered(503), 5)).toBeUndefined();
  });

  test('waits as long as it is told, to the limit', () => {
    expect(delayOf(answered(503, { 'retry-after': '7' }))).toBe(7000);
    expect(delayOf(answered(503, { 'retry-after': '30' }))).toBe(30_000);
    expect(delayOf(answered(503, { 'retry-after': '31' }))).toBeUndefined();
  });
});

describe('retryAfterMs', () => {
  test.each([
    [{ 'retry-after': '3' }, 3000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 02:00:10 GMT' }, 10_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 01:59:00 GMT' }, 0],
    [{ 'retry-after-ms': '120', 'retry-after': '3' }, 120],
    [{ 'x-ms-retry-after-ms': '80' }, 80],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ] as const)('reads %j as %s', (headers, expected) => {
    expect(retryAfterMs((name) => (headers as Record<string, string>)[name], nowMs)).toBe(expected);
  });
});
