// When a job counts as hung, when a cancel counts as ignored, and how a job ends that its workflow has left, by tables.

import { describe, expect, test } from 'vitest';
import { cancelledFailure, isCancellation } from '../../../src/domain/job/cancellation.ts';
import { leftJob } from '../../../src/domain/job/left-job.ts';
import { endOf } from '../../../src/domain/job/transitions.ts';
import { ignoresCancel, stalledSince, watchLimits } from '../../../src/domain/job/watch.ts';
import { sampleJob } from '../../support/vault-fixture.ts';

const limits = { stalledSeconds: 3_600, cancelSeconds: 600 };
const startTime = '2026-11-22T02:00:00.000Z';
const at = (time: string): number => Date.parse(`2026-11-22T${time}Z`);
const progress = (updatedAt: string) => ({ phase: 'Plan', blobsDone: 0, bytesDone: 0, updatedAt });

describe('a job without a sign of life', () => {
  test.each([
    ['has just begun', {}, '03:00:00', undefined],
    ['never told anything', {}, '03:00:01', startTime],
    ['told something in time', { progress: progress('2026-11-22T02:30:00.000Z') }, '03:30:00', undefined],
    [
      'told nothing more',
      { progress: progress('2026-11-22T02:30:00.000Z') },
      '03:30:01',
      '2026-11-22T02:30:00.000Z',
    ],
    ['is being cancelled', { status: 'Cancelling' as const }, '03:00:01', startTime],
    ['has ended', { status: 'Completed' as const }, '23:00:00', undefined],
    ['was cancelled', { status: 'Cancelled' as const }, '23:00:00', undefined],
  ])('%s', (_, change, now, expected) => {
    const job = { status: 'InProgress' as const, startTime, ...change };
    expect(stalledSince(job, limits, at(now))).toBe(expected);
  });

  test('is not one that waits and says so as seldom as it is told to look', () => {
    expect(watchLimits(limits, 60)).toEqual({ stalledSeconds: 3_600, cancelSeconds: 600 });
    expect(watchLimits(limits, 600)).toEqual({ stalledSeconds: 21_000, cancelSeconds: 1_200 });
  });
});

describe('a cancel is ignored', () => {
  const job = { status: 'Cancelling' as const, startTime, cancelRequestedAt: '2026-11-22T03:00:00.000Z' };

  test.each([
    ['by a job that was just told', job, '03:10:00', false],
    ['by a job that was told long ago', job, '03:10:01', true],
    [
      'not while it tells of its tidying up',
      { ...job, progress: progress('2026-11-22T03:05:00.000Z') },
      '03:15:00',
      false,
    ],
    ['not by a job that was not cancelled', { ...job, status: 'InProgress' as const }, '23:00:00', false],
    ['not by a job that has ended', { ...job, status: 'Cancelled' as const }, '23:00:00', false],
  ])('%s', (_, watched, now, expected) => {
    expect(ignoresCancel(watched, limits, at(now))).toBe(expected);
  });
});

describe('the end of a job', () => {
  const cancelled = cancelledFailure('Restore');
  const other = { code: 'InternalError', message: 'x', recommendedAction: [] } as const;

  test.each([
    ['Cancelling', 'Failed', [cancelled], 'Cancelled'],
    // What went wrong by itself meanwhile is told.
    ['Cancelling', 'Failed', [other], 'Failed'],
    ['Cancelling', 'Completed', [], 'Completed'],
    ['InProgress', 'Failed', [other], 'Failed'],
    ['InProgress', 'Completed', [], 'Completed'],
  ] as const)('%s that comes to %s with %j is %s', (from, to, errors, expected) => {
    expect(endOf(from, to, errors)).toBe(expected);
  });

  test('a job that its workflow left ends as what is true of it', () => {
    const job = sampleJob(0);
    expect(leftJob(job, false)).toMatchObject({ status: 'Failed', errors: [{ code: 'InternalError' }] });
    const ended = leftJob({ ...job, status: 'Cancelling' }, false);
    expect(ended).toMatchObject({ status: 'Cancelled', errors: [{ code: 'UserErrorJobCancelled' }] });
    expect(ended.errors.every(isCancellation)).toBe(true);
    // The commit was before the cancel, or before the death: there is a recovery point.
    for (const status of ['InProgress', 'Cancelling'] as const) {
      expect(leftJob({ ...job, status }, true)).toMatchObject({
        status: 'CompletedWithWarnings',
        warnings: [{ code: 'CleanupIncomplete' }],
        errors: [],
      });
    }
  });
});
