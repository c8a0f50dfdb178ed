// Starting backups and restores: the job is there first, and what can be refused at once leaves no job.

import { beforeEach, describe, expect, it } from 'vitest';
import { isJobId } from '../../../src/domain/job/job-id.ts';
import { isRecoveryPointId } from '../../../src/domain/recovery-point/recovery-point-id.ts';
import type { RestoreOrder } from '../../../src/domain/restore/restore-order.ts';
import { startBackup } from '../../../src/operations/start-backup.ts';
import { startRestore } from '../../../src/operations/start-restore.ts';
import type { OperationsFixture } from '../../support/operations-fixture.ts';
import { operationsFixture } from '../../support/operations-fixture.ts';
import { dataAccountId, sampleInstance, samplePoint, sourceAccountId } from '../../support/vault-fixture.ts';

let fixture: OperationsFixture;
beforeEach(async () => {
  fixture = operationsFixture();
  await fixture.vault.instances.put(sampleInstance('contoso'));
  await fixture.vault.recoveryPoints.commit(samplePoint('20261122T020000Z'));
});

const jobs = async () => {
  const list = await fixture.vault.jobs.list();
  return list === 'bad-continuation' ? [] : list.items;
};

const backUp = (backupInstance: string, requestId = 'request-1', more: object = {}) =>
  startBackup(fixture.deps)(fixture.workflows, {
    backupInstance,
    requestId,
    ruleName: 'backupdaily',
    ...more,
  });

describe('an adhoc backup', () => {
  it('opens its job and starts the workflow under the id of its recovery point', async () => {
    const outcome = await backUp('Contoso');
    if (!outcome.ok) throw new Error(outcome.failure.message);
    const { jobId } = outcome.value;
    expect(isJobId(jobId)).toBe(true);
    const { recoveryPointId } = fixture.workflows.started[0]!.input as { recoveryPointId: string };
    expect(isRecoveryPointId(recoveryPointId)).toBe(true);
    expect(recoveryPointId).toMatch(/^20261122T120000Z-/);
    expect(fixture.workflows.started).toEqual([
      {
        workflow: 'backUpStorageAccount',
        id: `backup:contoso:${recoveryPointId}`,
        input: {
          backupInstance: 'contoso',
          recoveryPointId,
          jobId,
          trigger: 'adhoc',
          retentionTag: 'Default',
          settings: fixture.deps.settings.workflow,
        },
      },
    ]);
    expect((await fixture.vault.jobs.get(jobId))?.document).toMatchObject({
      operation: 'OnDemandBackup',
      status: 'InProgress',
      isUserTriggered: true,
      orchestrationId: `backup:contoso:${recoveryPointId}`,
      recoveryPointId,
      startTime: '2026-11-22T12:00:00.000Z',
    });
  });

  it('is another one for another request of the same second', async () => {
    await backUp('contoso', 'request-1');
    await backUp('contoso', 'request-2');
    expect(new Set(fixture.workflows.started.map(({ id }) => id)).size).toBe(2);
  });

  it.each([
    [{ ruleName: 'BackupHourly' }, 'backupRuleOptions.ruleName', 'BackupDaily'],
    [{ askedTag: 'Yearly' }, 'backupRuleOptions.triggerOption.retentionTagOverride', 'Default'],
  ])('is refused with %j, which its policy does not have', async (more, target, known) => {
    const outcome = await backUp('contoso', 'request-1', more);
    if (outcome.ok) throw new Error('was not refused');
    expect(outcome.failure).toMatchObject({ code: 'UserErrorInvalidRequest', target });
    expect(outcome.failure.recommendedAction.join()).toContain(known);
    expect(await jobs()).toEqual([]);
  });

  it('takes the tag that was asked for', async () => {
    await backUp('contoso', 'request-1', { askedTag: 'default' });
    expect(fixture.workflows.started[0]?.input).toMatchObject({
      retentionTag: 'Default',
      askedTag: 'Default',
    });
  });

  it('is refused where the policy of the instance is gone', async () => {
    await fixture.vault.instances.put(sampleInstance('orphan', { policyName: 'Gone' }));
    expect(await backUp('orphan')).toMatchObject({ ok: false, failure: { code: 'UserErrorInvalidRequest' } });
  });

  it('is refused where nothing is protected', async () => {
    await fixture.vault.instances.put(sampleInstance('stopped', { state: 'ProtectionStopped' }));
    expect(await backUp('nobody')).toMatchObject({
      ok: false,
      failure: { code: 'UserErrorBackupInstanceNotFound', target: 'backupInstanceName' },
    });
    expect(await backUp('stopped')).toMatchObject({
      ok: false,
      failure: { code: 'UserErrorInvalidRequest' },
    });
    expect(await jobs()).toEqual([]);
  });

  it('leaves an open job behind where the start fails, for the timer to look after', async () => {
    fixture.workflows.unavailable = true;
    await expect(backUp('contoso')).rejects.toThrow('does not answer');
    expect(await jobs()).toMatchObject([{ status: 'InProgress' }]);
  });
});

const order: RestoreOrder = {
  recoveryPointId: '20261122T020000Z',
  targetAccountId: sourceAccountId.replace('contoso', 'fabrikam'),
  selection: { kind: 'items', items: [{ container: 'docs', prefixes: ['2026/'] }] },
  renames: { docs: 'old-docs' },
  conflict: 'skip',
  tier: 'as-source',
  dryRun: false,
};

const restore = (change: Partial<RestoreOrder> = {}, backupInstance = 'contoso') =>
  startRestore(fixture.deps)(fixture.workflows, {
    backupInstance,
    order: { ...order, ...change },
    requestId: 'request-1',
  });

describe('a restore', () => {
  it('opens its job and starts the workflow with the whole order', async () => {
    const outcome = await restore();
    if (!outcome.ok) throw new Error(outcome.failure.message);
    const { jobId } = outcome.value;
    expect(fixture.workflows.started).toEqual([
      {
        workflow: 'restoreStorageAccount',
        id: `restore:${jobId}`,
        input: { ...order, backupInstance: 'contoso', jobId, settings: { lanes: 4, sliceSeconds: 60 } },
      },
    ]);
    expect(await jobs()).toMatchObject([
      { id: jobId, operation: 'Restore', recoveryPointId: order.recoveryPointId, isUserTriggered: true },
    ]);
  });

  it.each<[string, Partial<RestoreOrder>, string, string]>([
    [
      'from a point that is not there',
      { recoveryPointId: '20200101T000000Z' },
      'UserErrorRecoveryPointNotFound',
      'recoveryPointId',
    ],
    [
      'from a point that none can be',
      { recoveryPointId: '../../locks/contoso' },
      'UserErrorRecoveryPointNotFound',
      'recoveryPointId',
    ],
    [
      'to its source',
      { targetAccountId: sourceAccountId.toUpperCase() },
      'UserErrorOriginalLocationRestoreNotSupported',
      'targetAccountId',
    ],
    ['into the vault', { targetAccountId: dataAccountId }, 'UserErrorInvalidRequest', 'targetAccountId'],
    ['of another source', { sourceAccountId: dataAccountId }, 'UserErrorInvalidRequest', 'sourceResourceId'],
    [
      'of a container that the point does not have',
      { selection: { kind: 'items', items: [{ container: 'films' }] }, renames: {} },
      'UserErrorIncorrectContainersSelectedForOperation',
      'selection.items[0].container',
    ],
  ])('%s is refused and leaves no job', async (_what, change, code, target) => {
    expect(await restore(change)).toMatchObject({ ok: false, failure: { code, target } });
    expect(await jobs()).toEqual([]);
    expect(fixture.workflows.started).toEqual([]);
  });

  it('of an unknown instance is refused', async () => {
    expect(await restore({}, 'nobody')).toMatchObject({
      ok: false,
      failure: { code: 'UserErrorBackupInstanceNotFound' },
    });
  });
});
