// Jobs by tables: their ids, their states and what may follow, their progress and their lanes.

import { describe, expect, test } from 'vitest';
import type { JobStatus } from '../../../src/domain/job/job.ts';
import { isJobId, jobIdFor, jobStartMs } from '../../../src/domain/job/job-id.ts';
import {
  backupOrchestrationId,
  parseOrchestrationId,
  restoreOrchestrationId,
  verifyOrchestrationId,
} from '../../../src/domain/job/orchestration-id.ts';
import { progressOf } from '../../../src/domain/job/progress.ts';
import { advanceLane, freshLanes, nextRound } from '../../../src/domain/job/slices.ts';
import { allSubTasks, subTasksAt } from '../../../src/domain/job/sub-tasks.ts';
import { isFinal, mayFollow } from '../../../src/domain/job/transitions.ts';

const start = Date.parse('2026-11-22T02:00:00.123Z');

describe('job ids', () => {
  test('are the same for the same operation, and others for others', () => {
    expect(jobIdFor(start, 'backup:a:x')).toBe(jobIdFor(start, 'backup:a:x'));
    const ids = Array.from({ length: 10_000 }, (_, i) => jobIdFor(start, `backup:a:${i}`));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every(isJobId)).toBe(true);
  });

  test('are fixed for ever, since documents are found by them', () => {
    expect(jobIdFor(start, 'backup:contoso:20261122T020000Z')).toMatchInlineSnapshot(
      `"01a200fb-517b-8dff-aefd-2a86d6dd4b15"`,
    );
  });

  test('tell the start and sort by it', () => {
    expect(jobStartMs(jobIdFor(start, 'x'))).toBe(start);
    expect(jobIdFor(start, 'b') < jobIdFor(start + 1, 'a')).toBe(true);
  });

  test.each(['', 'x', '019f0000-0000-7000-8000-000000000000', `${jobIdFor(start, 'x')}0`, '../../etc'])(
    '%j is none',
    (text) => expect(isJobId(text)).toBe(false),
  );
});

describe('orchestration ids', () => {
  const jobId = jobIdFor(start, 'x');

  test('are read back', () => {
    expect(parseOrchestrationId(backupOrchestrationId('a.b-c_d', '20261122T020000Z-0123abcd'))).toEqual({
      kind: 'backup',
      backupInstance: 'a.b-c_d',
      recoveryPointId: '20261122T020000Z-0123abcd',
    });
    expect(parseOrchestrationId(restoreOrchestrationId(jobId))).toEqual({ kind: 'restore', jobId });
    expect(parseOrchestrationId(verifyOrchestrationId(jobId))).toEqual({ kind: 'verify', jobId });
  });

  test('keep within the 100 characters of Durable Functions', () => {
    expect(backupOrchestrationId('n'.repeat(63), '20261122T020000Z-0123abcd').length).toBeLessThanOrEqual(
      100,
    );
    expect(restoreOrchestrationId(jobId).length).toBeLessThanOrEqual(100);
  });

  test.each([
    'backup:a',
    'backup:a:20261122T020000Z:x',
    'backup::20261122T020000Z',
    'backup:a/b:20261122T020000Z',
    'backup:a:20261322T020000Z',
    `backup:${'n'.repeat(64)}:20261122T020000Z`,
    `restore:${jobId}:x`,
    'restore:x',
    'prune:a',
    '',
    'ffffffffffffffffffffffffffffffff',
  ])('%j is none', (id) => expect(parseOrchestrationId(id)).toBeUndefined());
});

describe('job states', () => {
  const statuses: readonly JobStatus[] = [
    'InProgress',
    'Completed',
    'CompletedWithWarnings',
    'Failed',
    'Cancelling',
    'Cancelled',
  ];

  test('the table of transitions', () => {
    const table = statuses.map(
      (from) => `${from}: ${statuses.filter((to) => mayFollow(from, to)).join(' ')}`,
    );
    expect(table).toEqual([
      'InProgress: Completed CompletedWithWarnings Failed Cancelling',
      'Completed: ',
      'CompletedWithWarnings: ',
      'Failed: ',
      'Cancelling: Completed CompletedWithWarnings Failed Cancelled',
      'Cancelled: ',
    ]);
    expect(statuses.filter(isFinal)).toEqual(['Completed', 'CompletedWithWarnings', 'Failed', 'Cancelled']);
  });

  test('sub-tasks follow from the phase', () => {
    const statusesOf = (tasks: readonly { status: string }[]) => tasks.map(({ status }) => status);
    expect(statusesOf(subTasksAt('ScheduledBackup', 'Copy new and changed blobs', 'InProgress'))).toEqual([
      'Completed',
      'Completed',
      'InProgress',
      'Pending',
      'Pending',
    ]);
    expect(statusesOf(subTasksAt('Restore', 'Verify blobs', 'Failed'))).toEqual([
      'Completed',
      'Completed',
      'Completed',
      'Failed',
    ]);
    expect(statusesOf(subTasksAt('OnDemandBackup', undefined, 'Failed'))).toEqual([
      'Failed',
      'Skipped',
      'Skipped',
      'Skipped',
      'Skipped',
    ]);
    expect(statusesOf(subTasksAt('Restore', 'Plan', 'Completed'))).toEqual([
      'Completed',
      'Skipped',
      'Skipped',
      'Skipped',
    ]);
    expect(allSubTasks('Restore', 'Completed').map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  });
});

describe('progress', () => {
  const facts = {
    phase: 'Copy new and changed blobs',
    blobsDone: 50,
    bytesDone: 5000,
    dataPhaseStart: start,
  };

  test('rates and time left', () => {
    expect(progressOf({ ...facts, expected: { blobs: 100, bytes: 10_000 }, now: start + 10_000 })).toEqual({
      phase: 'Copy new and changed blobs',
      blobsDone: 50,
      bytesDone: 5000,
      blobsTotal: 100,
      bytesTotal: 10_000,
      blobsPerSecond: 5,
      bytesPerSecond: 500,
      secondsLeft: 10,
      updatedAt: '2026-11-22T02:00:10.123Z',
    });
  });

  test('no rate before any time has passed, no estimate without totals or before anything is done', () => {
    expect(progressOf({ ...facts, now: start })).not.toHaveProperty('bytesPerSecond');
    expect(progressOf({ ...facts, now: start + 1000 })).not.toHaveProperty('secondsLeft');
    const none = { ...facts, blobsDone: 0, bytesDone: 0, expected: { blobs: 1, bytes: 1 } };
    expect(progressOf({ ...none, now: start + 1000 })).not.toHaveProperty('secondsLeft');
  });

  test('an account that has grown is done at 100 %', () => {
    const grown = progressOf({ ...facts, expected: { blobs: 40, bytes: 4000 }, now: start + 1000 });
    expect(grown).toMatchObject({ blobsTotal: 50, bytesTotal: 5000, secondsLeft: 0 });
  });
});

describe('lanes', () => {
  const [lane = { lane: 0, seq: 0, done: false }] = freshLanes(1);
  const now = 1_000_000;

  test('a slice that advanced moves the lane on and forgives its faults', () => {
    const before = { ...lane, faults: 3, notBefore: now };
    const moved = advanceLane(before, { kind: 'advanced', done: false, counters: {} }, now);
    expect(moved).toEqual({ lane: 0, seq: 1, done: false });
  });

  test.each([
    [0, 5],
    [1, 10],
    [5, 160],
    [6, 300],
    [9, 300],
  ])('after %i faults and one more the same slice runs again, %i s later', (faults, seconds) => {
    const met = advanceLane({ ...lane, seq: 4, faults }, { kind: 'interrupted', reason: 'x' }, now);
    expect(met).toEqual({ ...lane, seq: 4, faults: faults + 1, notBefore: now + seconds * 1_000 });
    expect(nextRound([met], now)).toEqual({ next: 'wait', seconds });
    expect(nextRound([met], now + seconds * 1_000)).toEqual({ next: 'run', lanes: [met] });
  });

  test('the others go on while one waits', () => {
    const waiting = { ...lane, faults: 1, notBefore: now + 1 };
    const other = { ...lane, lane: 1 };
    expect(nextRound([waiting, other, { ...lane, done: true }], now)).toEqual({
      next: 'run',
      lanes: [other],
    });
  });

  test('give up at last, and end when all are done', () => {
    expect(nextRound([{ ...lane, faults: 11 }, lane], now)).toEqual({ next: 'give-up' });
    expect(nextRound([{ ...lane, done: true }], now)).toEqual({ next: 'finished' });
    expect(nextRound([], now)).toEqual({ next: 'finished' });
  });
});
