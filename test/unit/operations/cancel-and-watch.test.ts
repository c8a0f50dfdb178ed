// A request that cancels a job, and the timer that watches over jobs.

import { beforeEach, describe, expect, test } from 'vitest';
import { cancelJob } from '../../../src/operations/cancel-job.ts';
import { closeAbandonedWork } from '../../../src/operations/close-abandoned-work.ts';
import { watchJobs } from '../../../src/operations/watch-jobs.ts';
import type { OperationsFixture } from '../../support/operations-fixture.ts';
import { operationsFixture } from '../../support/operations-fixture.ts';
import { sampleInstance, sampleJob, samplePoint } from '../../support/vault-fixture.ts';

let fixture: OperationsFixture;
const job = sampleJob(0, { orchestrationId: 'backup:contoso:20261122T020000Z' });
const { orchestrationId } = job;

beforeEach(async () => {
  fixture = operationsFixture();
  await fixture.vault.instances.put(sampleInstance('contoso', { createdAt: '2026-11-20T08:00:00.000Z' }));
  await fixture.vault.jobs.create(job);
  await fixture.workflows.start('backUpStorageAccount', orchestrationId, {});
});

const cancel = (id = job.id) => cancelJob(fixture.deps)(fixture.workflows, id);
const watch = () => watchJobs(fixture.deps)(fixture.workflows);
const close = () => closeAbandonedWork(fixture.deps)(fixture.workflows);
const stored = async () => (await fixture.vault.jobs.get(job.id))?.document;
const tell = (phase: string, updatedAt: string) =>
  fixture.vault.jobs.update(job.id, (found) => ({
    ...found,
    progress: { phase, blobsDone: 1, bytesDone: 1, updatedAt },
  }));
const lockIt = () =>
  fixture.vault.locks.acquire('contoso', {
    orchestrationId,
    jobId: job.id,
    kind: 'backup',
    since: job.startTime,
  });

describe('cancel', () => {
  test('is written on the job, once', async () => {
    expect(await cancel()).toMatchObject({ ok: true, value: { status: 'Cancelling' } });
    fixture.at('2026-11-22T13:00:00Z');
    expect(await cancel()).toMatchObject({ ok: true, value: { status: 'Cancelling' } });
    expect(await stored()).toMatchObject({
      status: 'Cancelling',
      cancelRequestedAt: '2026-11-22T12:00:00.000Z',
    });
    expect(fixture.workflows.raised).toEqual([]);
  });

  test('wakes a backup that waits for its markers', async () => {
    await tell('Wait for markers in the vault', '2026-11-22T11:00:00.000Z');
    await cancel();
    expect(fixture.workflows.raised).toEqual([{ id: orchestrationId, event: 'marker-replicated', data: {} }]);
  });

  test('of no job, or of one that has ended, changes nothing', async () => {
    expect(await cancel('01984000-0000-8000-8000-000000000000')).toBeUndefined();
    const ended = sampleJob(1, { status: 'Completed', endTime: '2026-11-22T03:00:00.000Z' });
    await fixture.vault.jobs.create(ended);
    expect(await cancel(ended.id)).toMatchObject({
      ok: false,
      failure: { code: 'UserErrorJobAlreadyEnded', message: expect.stringContaining('Completed') },
    });
    expect((await fixture.vault.jobs.get(ended.id))?.document).toEqual(ended);
  });

  test('of a job whose workflow is dead is ended by the timer, with what it held', async () => {
    await lockIt();
    await cancel();
    fixture.workflows.end(orchestrationId);
    expect(await close()).toMatchObject({ locks: 0 });
    fixture.at('2026-11-22T12:31:00Z');
    expect(await close()).toMatchObject({ locks: 1 });
    expect(await stored()).toMatchObject({
      status: 'Cancelled',
      endTime: '2026-11-22T12:31:00.000Z',
      errors: [{ code: 'UserErrorJobCancelled' }],
    });
    expect(await fixture.vault.locks.list()).toEqual([]);
  });

  test('that a workflow does not react to ends it by force, and what it held is set free', async () => {
    await lockIt();
    await cancel();
    fixture.at('2026-11-22T12:30:00Z');
    expect(await watch()).toMatchObject({ terminated: 0 });
    fixture.at('2026-11-22T12:30:01Z');
    expect(await watch()).toMatchObject({ terminated: 1 });
    expect(fixture.workflows.terminated).toMatchObject([{ id: orchestrationId }]);
    await close();
    fixture.at('2026-11-22T13:01:00Z');
    await close();
    expect(await stored()).toMatchObject({ status: 'Cancelled' });
    expect(await fixture.vault.locks.list()).toEqual([]);
  });

  test('that came after the commit leaves the recovery point, and the job as what it is', async () => {
    const point = samplePoint('20261122T020000Z', { jobId: job.id });
    await fixture.vault.recoveryPoints.commit(point);
    await fixture.vault.jobs.update(job.id, (found) => ({ ...found, recoveryPointId: point.id }));
    await cancel();
    fixture.workflows.end(orchestrationId);
    await close();
    expect(await stored()).toMatchObject({
      status: 'CompletedWithWarnings',
      warnings: [{ code: 'CleanupIncomplete' }],
      errors: [],
    });
    expect(await fixture.vault.recoveryPoints.get('contoso', point.id)).toEqual(point);
  });
});

describe('a job without a sign of life', () => {
  test('is marked and logged, once, and not any more when it goes on', async () => {
    await tell('Copy new and changed blobs', '2026-11-22T11:00:00.000Z');
    expect(await watch()).toEqual({ stalled: 0, terminated: 0 });
    fixture.at('2026-11-22T12:30:01Z');
    expect(await watch()).toEqual({ stalled: 1, terminated: 0 });
    expect(await watch()).toEqual({ stalled: 0, terminated: 0 });
    expect(await stored()).toMatchObject({ status: 'InProgress', stalledSince: '2026-11-22T11:00:00.000Z' });
    expect(fixture.log).toEqual([{ level: 'error', message: 'A job makes no progress' }]);
  });

  test('is not one whose workflow is dead: that is closed', async () => {
    fixture.workflows.end(orchestrationId);
    fixture.at('2026-11-23T12:00:00Z');
    expect(await watch()).toEqual({ stalled: 0, terminated: 0 });
  });
});
