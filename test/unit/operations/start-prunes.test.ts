// Starting prunes, by request and by the timer: what must stay is refused at once, what has nothing to do is not started,
// and no slot of a backup is lost to a prune.

import { beforeEach, describe, expect, it } from 'vitest';
import { startDueBackups } from '../../../src/operations/start-due-backups.ts';
import { startDuePrunes } from '../../../src/operations/start-due-prunes.ts';
import { startPrune } from '../../../src/operations/start-prune.ts';
import type { OperationsFixture } from '../../support/operations-fixture.ts';
import { operationsFixture } from '../../support/operations-fixture.ts';
import { keepFor } from '../../support/policy-fixture.ts';
import { sampleInstance, sampleJob, samplePoint, sampleVerification } from '../../support/vault-fixture.ts';

const old = '20261120T020000Z';
const newest = '20261121T020000Z';
let fixture: OperationsFixture;
beforeEach(async () => {
  fixture = operationsFixture();
  await keepFor(fixture.vault, 'P30D');
  await fixture.vault.instances.put(sampleInstance('contoso', { createdAt: '2026-11-20T00:00:00.000Z' }));
  await fixture.vault.recoveryPoints.commit(samplePoint(old, { time: '2026-11-20T02:00:00.000Z' }));
  await fixture.vault.recoveryPoints.commit(samplePoint(newest, { time: '2026-11-21T02:00:00.000Z' }));
});

const startedInputs = () => fixture.workflows.started.map(({ id, input }) => ({ id, ...input }));
const lock = (kind: 'backup' | 'prune', jobId = sampleJob(0).id) =>
  fixture.vault.locks.acquire('contoso', {
    orchestrationId: `${kind}:x`,
    jobId,
    kind,
    since: '2026-11-22T11:00:00.000Z',
  });

describe('a prune that is asked for', () => {
  const ask = (recoveryPoints: readonly string[], backupInstance = 'Contoso') =>
    startPrune(fixture.deps)(fixture.workflows, {
      backupInstance,
      dryRun: false,
      recoveryPoints,
      requestId: 'request-1',
    });

  it('opens its job and starts the workflow under its id', async () => {
    const outcome = await ask([old]);
    if (!outcome.ok) throw new Error(outcome.failure.message);
    const { jobId } = outcome.value;
    expect((await fixture.vault.jobs.get(jobId))?.document).toMatchObject({
      operation: 'Prune',
      status: 'InProgress',
      isUserTriggered: true,
      orchestrationId: `prune:${jobId}`,
    });
    expect(fixture.workflows.started).toMatchObject([
      {
        workflow: 'pruneRecoveryPoints',
        id: `prune:${jobId}`,
        input: { trigger: 'adhoc', requested: [old] },
      },
    ]);
  });

  it.each([
    [[newest], 'UserErrorInvalidRequest', 'recoveryPoints[0]', /last good/],
    [
      [old, '20200101T000000Z'],
      'UserErrorRecoveryPointNotFound',
      'recoveryPoints[1]',
      /has no recovery point/,
    ],
  ] as const)('refuses %j and leaves no job', async (points, code, target, message) => {
    const outcome = await ask(points);
    expect(outcome).toMatchObject({
      ok: false,
      failure: { code, target, message: expect.stringMatching(message) },
    });
    expect(await fixture.vault.jobs.list()).toEqual({ items: [] });
    expect(fixture.workflows.started).toEqual([]);
  });

  it('refuses a point that a restore reads', async () => {
    const pin = { backupInstance: 'contoso', recoveryPointId: old, jobId: sampleJob(1).id };
    await fixture.vault.pins.add({ ...pin, orchestrationId: 'restore:x', since: 'then' });
    expect(await ask([old])).toMatchObject({ ok: false, failure: { target: 'recoveryPoints[0]' } });
  });

  it('lets the last good point count by what verification found', async () => {
    await fixture.vault.verifications.put(sampleVerification(newest));
    expect(await ask([newest])).toMatchObject({ ok: true });
    expect(await ask([old])).toMatchObject({
      ok: false,
      failure: { message: expect.stringMatching(/last good/) },
    });
  });

  it('is refused while a backup runs, and not by one that has ended', async () => {
    const { job } = await fixture.vault.jobs.create(sampleJob(0));
    await lock('backup');
    expect(await ask([old])).toMatchObject({ ok: false, failure: { code: 'UserErrorOperationInProgress' } });
    await fixture.vault.jobs.update(job.id, (stored) => ({ ...stored, status: 'Completed' }));
    expect(await ask([old])).toMatchObject({ ok: true });
  });
});

describe('a tick of the prune timer', () => {
  const tick = () => startDuePrunes(fixture.deps)(fixture.workflows);

  it('starts nothing where there is nothing to do, and looks again the next day', async () => {
    fixture.at('2026-11-22T05:00:00Z');
    expect(await tick()).toEqual({ started: 0 });
    expect((await fixture.vault.pruning.get('contoso'))?.lastSlot).toBe('2026-11-22T05:00:00.000Z');
  });

  it('starts one prune per slot where points have expired, however often it comes', async () => {
    const lastSlot = '2026-12-19T05:00:00.000Z';
    await fixture.vault.pruning.update('contoso', { lastSlot, sweptAt: lastSlot });
    for (const time of [
      '2026-12-20T04:59:00Z',
      '2026-12-20T05:00:00Z',
      '2026-12-20T05:15:00Z',
      '2026-12-20T23:00:00Z',
    ]) {
      fixture.at(time);
      await tick();
    }
    expect(startedInputs()).toHaveLength(1);
    expect(startedInputs()[0]).toMatchObject({
      backupInstance: 'contoso',
      trigger: 'scheduled',
      requested: [],
    });
  });

  it('waits for a backup that runs', async () => {
    fixture.at('2026-12-21T05:00:00Z');
    await lock('backup');
    expect(await tick()).toEqual({ started: 0 });
    await fixture.vault.locks.release('contoso', 'backup:x');
    fixture.at('2026-12-21T05:15:00Z');
    expect(await tick()).toEqual({ started: 1 });
  });

  it('holds the lock of its instance from before it starts, so that a backup of the same moment waits', async () => {
    fixture.at('2026-12-21T05:00:00Z');
    await tick();
    const [started] = startedInputs();
    expect(await fixture.vault.locks.get('contoso')).toMatchObject({
      orchestrationId: started?.id,
      kind: 'prune',
    });
    await startDueBackups(fixture.deps)(fixture.workflows);
    expect(startedInputs()).toHaveLength(1);
  });

  it('takes up what an earlier prune has not ended', async () => {
    fixture.at('2026-11-22T05:00:00Z');
    await fixture.vault.deletions.intend({
      version: 1,
      backupInstance: 'contoso',
      recoveryPointId: old,
      reason: { kind: 'requested' },
      jobId: sampleJob(0).id,
      since: 'then',
      manifestRoot: 'ab'.repeat(32),
      dataAccountId: samplePoint(old).dataAccountId,
    });
    expect(await tick()).toEqual({ started: 1 });
  });

  it('looks for garbage when it has not for the grace time', async () => {
    fixture.at('2026-11-28T05:00:00Z');
    expect(await tick()).toEqual({ started: 1 });
    await fixture.vault.pruning.update('contoso', { sweptAt: '2026-11-28T05:00:00.000Z' });
    fixture.at('2026-11-29T05:00:00Z');
    expect(await tick()).toEqual({ started: 0 });
  });

  it('is tried again where the start failed', async () => {
    fixture.at('2026-12-21T05:00:00Z');
    fixture.workflows.unavailable = true;
    await expect(tick()).rejects.toThrow('could not be started');
    fixture.workflows.unavailable = false;
    expect(await tick()).toEqual({ started: 1 });
  });
});

describe('a backup that is due while its instance is pruned', () => {
  it('is started by the first tick that finds the lock free', async () => {
    const tick = () => startDueBackups(fixture.deps)(fixture.workflows);
    fixture.at('2026-11-22T02:00:00Z');
    await lock('prune');
    await tick();
    expect(startedInputs()).toEqual([]);
    expect((await fixture.vault.schedule.lastSlots()).has('contoso')).toBe(false);
    await fixture.vault.locks.release('contoso', 'prune:x');
    fixture.at('2026-11-22T02:05:00Z');
    await tick();
    expect(startedInputs().map(({ id }) => id)).toEqual(['backup:contoso:20261122T020000Z']);
  });
});
