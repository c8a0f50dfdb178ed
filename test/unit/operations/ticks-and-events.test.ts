// What a timer and Event Grid set off: abandoned work closed, waiting backups woken.

import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { acceptMarkerEvent } from '../../../src/operations/accept-marker-event.ts';
import { closeAbandonedWork, LONGEST_STEP_MS } from '../../../src/operations/close-abandoned-work.ts';
import type { OperationsFixture } from '../../support/operations-fixture.ts';
import { operationsFixture } from '../../support/operations-fixture.ts';
import {
  dataAccountId,
  sampleInstance,
  sampleJob,
  samplePoint,
  sourceAccountId,
} from '../../support/vault-fixture.ts';

let fixture: OperationsFixture;
beforeEach(async () => {
  fixture = operationsFixture();
  await fixture.vault.instances.put(sampleInstance('contoso', { createdAt: '2026-11-20T08:00:00.000Z' }));
});

const close = () => closeAbandonedWork(fixture.deps)(fixture.workflows);

describe('abandoned work', () => {
  const job = sampleJob(0);
  const { orchestrationId } = job;

  const lockIt = () =>
    fixture.vault.locks.acquire('contoso', {
      orchestrationId,
      jobId: job.id,
      kind: 'backup',
      since: job.startTime,
    });

  beforeEach(async () => {
    await fixture.vault.jobs.create(job);
    await fixture.workflows.start('backUpStorageAccount', orchestrationId, {});
  });

  it('is none while the workflow runs, however long', async () => {
    await lockIt();
    fixture.at('2026-11-29T12:00:00Z');
    expect(await close()).toEqual({ jobs: 0, locks: 0, pins: 0 });
    expect((await fixture.vault.jobs.get(job.id))?.document).toEqual(job);
  });

  it('is a job, a lock and a pin of a workflow that has ended', async () => {
    await lockIt();
    const pin = { backupInstance: 'contoso', recoveryPointId: '20261121T020000Z', jobId: job.id };
    await fixture.vault.pins.add({ ...pin, orchestrationId, since: job.startTime });
    fixture.workflows.end(orchestrationId);
    expect(await close()).toEqual({ jobs: 0, locks: 0, pins: 0 });
    fixture.at('2026-11-22T12:31:00Z');
    expect(await close()).toMatchObject({ locks: 1, pins: 1 });
    expect((await fixture.vault.jobs.get(job.id))?.document).toMatchObject({
      status: 'Failed',
      endTime: '2026-11-22T12:31:00.000Z',
      subTasks: [{ status: 'Failed' }],
      errors: [{ code: 'InternalError', message: expect.stringContaining(orchestrationId) }],
    });
    expect(await fixture.vault.locks.get('contoso')).toBeUndefined();
    expect(await fixture.vault.pins.list('contoso')).toEqual([]);
    expect(await close()).toEqual({ jobs: 0, locks: 0, pins: 0 });
  });

  it('is told at once, and closed when no step of it can be running, by what is in the vault then', async () => {
    await lockIt();
    const point = samplePoint('20261122T020000Z', { jobId: job.id });
    await fixture.vault.jobs.update(job.id, (found) => ({ ...found, recoveryPointId: point.id }));
    fixture.workflows.end(orchestrationId);
    await close();
    expect(fixture.log).toContainEqual({ level: 'error', message: expect.stringContaining('is revoked') });
    expect(await fixture.vault.locks.get('contoso')).toMatchObject({ revokedAt: '2026-11-22T12:00:00.000Z' });
    // A commit that was under way arrives late.
    await fixture.vault.recoveryPoints.commit(point);
    fixture.at('2026-11-22T12:30:00Z');
    await close();
    expect((await fixture.vault.jobs.get(job.id))?.document.status).toBe('InProgress');
    expect(await fixture.vault.locks.get('contoso')).toMatchObject({ revokedAt: '2026-11-22T12:00:00.000Z' });
    fixture.at('2026-11-22T12:30:01Z');
    expect(await close()).toMatchObject({ locks: 1 });
    expect((await fixture.vault.jobs.get(job.id))?.document.status).toBe('CompletedWithWarnings');
  });

  it('waits for as long as a step may run', async () => {
    const { functionTimeout } = JSON.parse(await readFile('host.json', 'utf8'));
    const [hours, minutes, seconds] = functionTimeout.split(':').map(Number);
    expect(LONGEST_STEP_MS).toBe(((hours * 60 + minutes) * 60 + seconds) * 1000);
  });

  it('is found by its lock even where the job is too old to be searched for', async () => {
    await lockIt();
    fixture.workflows.end(orchestrationId);
    await close();
    fixture.at('2027-11-22T12:00:00Z');
    expect(await close()).toEqual({ jobs: 0, locks: 1, pins: 0 });
    expect((await fixture.vault.jobs.get(job.id))?.document.status).toBe('Failed');
  });

  it('is found within a day where it is older than what each tick searches, and left nothing else', async () => {
    fixture.workflows.end(orchestrationId);
    fixture.at('2026-12-25T12:00:00Z');
    expect(await close()).toMatchObject({ jobs: 0 });
    fixture.at('2026-12-26T00:59:00Z');
    expect(await close()).toMatchObject({ jobs: 1 });
    expect((await fixture.vault.jobs.get(job.id))?.document.status).toBe('Failed');
  });

  it('is a job whose workflow never began, once it is old enough', async () => {
    const unstarted = sampleJob(30, { orchestrationId: 'backup:contoso:never' });
    await fixture.vault.jobs.create(unstarted);
    fixture.at('2026-11-22T02:39:00Z');
    expect(await close()).toMatchObject({ jobs: 0 });
    fixture.at('2026-11-22T02:41:00Z');
    expect(await close()).toMatchObject({ jobs: 1 });
    expect((await fixture.vault.jobs.get(unstarted.id))?.document.status).toBe('Failed');
    expect((await fixture.vault.jobs.get(job.id))?.document.status).toBe('InProgress');
  });
});

describe('a marker event', () => {
  const id = 'backup:contoso:20261122T020000Z';
  const event = { accountId: dataAccountId, container: 'markers', blob: 'contoso/20261122T020000Z/logs' };
  const receive = (change: Partial<typeof event> = {}) =>
    acceptMarkerEvent(fixture.deps)(fixture.workflows, { ...event, ...change });

  beforeEach(() => fixture.workflows.start('backUpStorageAccount', id, {}));

  it('wakes the backup that waits for it, each time it comes', async () => {
    expect(await receive()).toBe('woken');
    expect(await receive({ accountId: dataAccountId.toUpperCase() })).toBe('woken');
    expect(fixture.workflows.raised).toEqual(
      Array.from({ length: 2 }, () => ({ id, event: 'marker-replicated', data: { container: 'logs' } })),
    );
  });

  it('wakes nobody once the backup has ended, or before it began', async () => {
    fixture.workflows.end(id);
    expect(await receive()).toBe('nobody-waits');
    expect(await receive({ blob: 'contoso/20301122T020000Z/logs' })).toBe('nobody-waits');
  });

  it.each<[string, Partial<typeof event>, string]>([
    ['of an account that is not the vault’s', { accountId: sourceAccountId }, 'not-of-this-vault'],
    ['of another container', { container: 'objects' }, 'not-a-marker'],
    ['of a blob that is no marker', { blob: 'contoso/20261122T020000Z' }, 'not-a-marker'],
    ['with a forged path', { blob: '../20261122T020000Z/logs' }, 'not-a-marker'],
    ['with a forged recovery point', { blob: 'contoso/20261122T020000Z:x/logs' }, 'not-a-marker'],
  ])('%s is ignored', async (_what, change, outcome) => {
    expect(await receive(change)).toBe(outcome);
    expect(fixture.workflows.raised).toEqual([]);
  });
});
