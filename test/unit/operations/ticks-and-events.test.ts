// What the timer and Event Grid set off: due backups once each, abandoned work closed, waiting backups woken.

import { beforeEach, describe, expect, it } from 'vitest';
import { acceptMarkerEvent } from '../../../src/operations/accept-marker-event.ts';
import { closeAbandonedWork } from '../../../src/operations/close-abandoned-work.ts';
import { startDueBackups } from '../../../src/operations/start-due-backups.ts';
import type { OperationsFixture } from '../../support/operations-fixture.ts';
import { operationsFixture } from '../../support/operations-fixture.ts';
import { dataAccountId, sampleInstance, sampleJob, sourceAccountId } from '../../support/vault-fixture.ts';

let fixture: OperationsFixture;
beforeEach(async () => {
  fixture = operationsFixture();
  await fixture.vault.instances.put(sampleInstance('contoso', { createdAt: '2026-11-20T08:00:00.000Z' }));
});

const tick = () => startDueBackups(fixture.deps)(fixture.workflows);
const startedIds = () => fixture.workflows.started.map(({ id }) => id);

describe('a tick of the schedule', () => {
  it('starts one backup per slot, however often it comes', async () => {
    for (const time of ['02:00:00', '02:00:00', '02:05:00', '23:55:00']) {
      fixture.at(`2026-11-22T${time}Z`);
      await tick();
    }
    fixture.at('2026-11-23T02:00:01Z');
    await tick();
    expect(startedIds()).toEqual(['backup:contoso:20261122T020000Z', 'backup:contoso:20261123T020000Z']);
    expect(fixture.workflows.started[0]).toMatchObject({
      workflow: 'backUpStorageAccount',
      input: { trigger: 'scheduled', retentionTag: 'Default', recoveryPointId: '20261122T020000Z' },
    });
  });

  it('runs the latest slot after an outage, and says what was missed', async () => {
    fixture.at('2026-11-21T02:00:00Z');
    await tick();
    fixture.at('2026-11-25T07:30:00Z');
    await tick();
    expect(startedIds()).toEqual(['backup:contoso:20261121T020000Z', 'backup:contoso:20261125T020000Z']);
    expect(fixture.log).toContainEqual({ level: 'warn', message: expect.stringContaining('missed') });
  });

  it('tries a start that failed again at the next tick', async () => {
    fixture.at('2026-11-22T02:00:00Z');
    fixture.workflows.unavailable = true;
    await expect(tick()).rejects.toThrow('could not be started');
    fixture.workflows.unavailable = false;
    await tick();
    expect(startedIds()).toEqual(['backup:contoso:20261122T020000Z']);
  });

  it('does not start a slot again whose workflow has ended, though it was never recorded', async () => {
    const id = 'backup:contoso:20261122T020000Z';
    await fixture.workflows.start('backUpStorageAccount', id, {});
    fixture.workflows.end(id);
    fixture.at('2026-11-22T02:00:00Z');
    await tick();
    expect(startedIds()).toEqual([id]);
    expect(await fixture.vault.schedule.lastSlot('contoso')).toBe('2026-11-22T02:00:00.000Z');
  });

  it('leaves instances alone that are not protected', async () => {
    await fixture.vault.instances.put(sampleInstance('contoso', { state: 'ProtectionStopped' }));
    fixture.at('2026-11-22T02:00:00Z');
    expect(await tick()).toEqual({ started: 0 });
  });
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
    expect(await close()).toMatchObject({ locks: 1, pins: 1 });
    expect((await fixture.vault.jobs.get(job.id))?.document).toMatchObject({
      status: 'Failed',
      endTime: '2026-11-22T12:00:00.000Z',
      subTasks: [{ status: 'Failed' }],
      errors: [{ code: 'InternalError', message: expect.stringContaining(orchestrationId) }],
    });
    expect(await fixture.vault.locks.get('contoso')).toBeUndefined();
    expect(await fixture.vault.pins.list('contoso')).toEqual([]);
    expect(await close()).toEqual({ jobs: 0, locks: 0, pins: 0 });
  });

  it('is found by its lock even where the job is too old to be searched for', async () => {
    await lockIt();
    fixture.workflows.end(orchestrationId);
    fixture.at('2027-11-22T12:00:00Z');
    expect(await close()).toEqual({ jobs: 0, locks: 1, pins: 0 });
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
