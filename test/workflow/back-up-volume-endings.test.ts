// How backups of SAN volumes end that do not go well: refused, failed on their way, unable to tidy up. The job says how, and
// nothing temporary is left.

import { beforeEach, describe, expect, test } from 'vitest';
import type { Action } from '../../src/memory/cloud/records.ts';
import { sanGroup, snapshotGroup, volumeId } from '../contract/resources/world.ts';
import { VolumeEngine } from '../support/volume-engine.ts';
import { isTidy, pointsAreWhole, snapshotsOf } from '../support/volume-invariants.ts';

let engine: VolumeEngine;

beforeEach(() => {
  engine = new VolumeEngine();
});

describe('a backup is refused before anything is made', () => {
  test.each<[string, () => void, Parameters<VolumeEngine['backUp']>[0], string]>([
    ['of a volume that is gone', () => engine.cloud.volumes.remove(volumeId), {}, 'UserErrorVolumeNotFound'],
    ['of a volume that is too large', () => undefined, { maxVolumeGiB: 0 }, 'UserErrorVolumeTooLarge'],
    [
      'of a volume that is not ready',
      () => {
        const volume = engine.cloud.volumes.get(volumeId);
        if (volume !== undefined) volume.state = 'Updating';
      },
      {},
      'UserErrorVolumeNotReady',
    ],
    [
      'without the resource group',
      () => engine.cloud.resourceGroups.remove(snapshotGroup),
      {},
      'UserErrorSnapshotRGNotFound',
    ],
    [
      'under a lock against writing',
      () => void engine.cloud.lock({ name: 'frozen', level: 'ReadOnly', scope: snapshotGroup }),
      {},
      'UserErrorResourceLocked',
    ],
    [
      'without a role for snapshots',
      () => engine.cloud.change({ notActions: ['Microsoft.Compute/snapshots/delete'] }),
      {},
      'UserErrorMissingRequiredPermissions',
    ],
    [
      'at the limit of recovery points',
      () => undefined,
      { maxRecoveryPoints: 0 },
      'UserErrorRecoveryPointLimitReached',
    ],
  ])('%s', async (_, arrange, settings, code) => {
    arrange();
    const { output, job } = await engine.backUp(settings);
    expect(output).toMatchObject({ status: 'Failed', failure: { code } });
    expect(job).toMatchObject({ status: 'Failed', errors: [{ code }] });
    expect(engine.cloud.operations.all().map(({ action }) => action)).toEqual(['createVolume']);
    await isTidy(engine);
  });
});

describe('a backup that fails on its way leaves nothing', () => {
  const making: readonly Action[] = ['preBackup', 'createVolumeSnapshot', 'createDiskSnapshot'];
  test.each(making.flatMap((action) => [[action, 'fail'] as const, [action, 'hang'] as const]))(
    'when %s is to %s',
    async (action, what) => {
      engine.cloud.disturb({ action, what });
      const { job, point } = await engine.backUp({ pollSeconds: 300 });
      expect(job.status).toBe('Failed');
      expect(job.errors[0]?.code).toBe(what === 'hang' ? 'SnapshotDeadlineExceeded' : 'SnapshotFailed');
      expect(point).toBeUndefined();
      engine.nextDay();
      expect(snapshotsOf(engine).diskSnapshots).toEqual([]);
      if (action === 'createVolumeSnapshot' && what === 'hang') return;
      await isTidy(engine);
    },
  );

  test('when the copy fails after its operation has ended', async () => {
    engine.cloud.disturb({ action: 'createDiskSnapshot', what: 'copy-error' });
    const { job, point } = await engine.backUp();
    expect(job).toMatchObject({ status: 'Failed', errors: [{ code: 'SnapshotFailed' }] });
    expect(job.errors[0]?.message).toContain('CopySourceNotFound');
    expect(point).toBeUndefined();
    expect(snapshotsOf(engine).diskSnapshots).toEqual([]);
    await isTidy(engine);
  });

  test('when the copy takes too long', async () => {
    engine.cloud.change({ copyMs: 10 * 3_600_000 });
    const { job } = await engine.backUp({ copyDeadlineSeconds: 3_600, pollSeconds: 300 });
    expect(job).toMatchObject({ status: 'Failed', errors: [{ code: 'SnapshotDeadlineExceeded' }] });
    expect(snapshotsOf(engine).diskSnapshots).toEqual([]);
    await isTidy(engine);
  });

  test('when the quota is used up', async () => {
    engine.cloud.change({ diskSnapshotQuota: 0 });
    const { job } = await engine.backUp();
    expect(job.errors[0]?.code).toBe('UserErrorSubscriptionDiskQuotaLimitReached');
    await isTidy(engine);
  });
});

describe('what cannot be removed', () => {
  test('under a lock is told, and removed by the next backup', async () => {
    engine.cloud.lock({ name: 'keep', level: 'CanNotDelete', scope: sanGroup });
    const locked = await engine.backUp({ pollSeconds: 300 });
    expect(locked.job).toMatchObject({
      status: 'CompletedWithWarnings',
      warnings: [{ code: 'CleanupIncomplete', count: 1 }],
    });
    const [told] = locked.job.warnings[0]?.examples ?? [];
    expect(told).toContain('volume snapshot: The volume snapshot cannot be deleted: ScopeLocked');
    expect(told).toContain(`locked: '${sanGroup}'`);
    expect(engine.log).toContain('What a backup has made in Azure cannot be removed');
    // Once, and not again and again.
    expect(
      locked.run.called.filter(({ input }) => 'step' in input && input.step === 'deleteSnapshot'),
    ).toHaveLength(1);
    expect(locked.point).toBeDefined();
    expect(snapshotsOf(engine).volumeSnapshots).toHaveLength(1);
    engine.cloud.locks.remove(`${sanGroup}/providers/Microsoft.Authorization/locks/keep`);
    engine.nextDay();
    expect((await engine.backUp()).job.status).toBe('Completed');
    engine.nextDay();
    await engine.backUp();
    await isTidy(engine);
    expect(snapshotsOf(engine).diskSnapshots).toHaveLength(3);
    await pointsAreWhole(engine);
  });

  test('because its deletion hangs is no reason not to commit', async () => {
    engine.cloud.disturb({ action: 'deleteVolumeSnapshot', what: 'hang' });
    const { job, point } = await engine.backUp({ pollSeconds: 300 });
    expect(job.status).toBe('CompletedWithWarnings');
    expect(point).toBeDefined();
  });
});
