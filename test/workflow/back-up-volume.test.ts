// Backups of SAN volumes: what is stored, what is waited for, and that nothing temporary is left however they end.

import { beforeEach, describe, expect, test } from 'vitest';
import { putVolume } from '../../src/memory/cloud/elastic-san-rules.ts';
import type { Action } from '../../src/memory/cloud/records.ts';
import { resourceError } from '../../src/ports/resource-error.ts';
import { groupId, sanGroup, sanId, snapshotGroup, volumeId } from '../contract/resources/world.ts';
import { controlAccountId } from '../support/vault-fixture.ts';
import { instance, VolumeEngine } from '../support/volume-engine.ts';

let engine: VolumeEngine;

beforeEach(() => {
  engine = new VolumeEngine();
});

const volumeSnapshots = () =>
  engine.cloud.settled(() => engine.cloud.volumeSnapshots.all().map(({ id }) => id));
const diskSnapshots = () => engine.cloud.settled(() => engine.cloud.diskSnapshots.all().map(({ id }) => id));

const isTidy = async (): Promise<void> => {
  expect(volumeSnapshots()).toEqual([]);
  expect(await engine.fixture.vault.locks.list()).toEqual([]);
  expect(await engine.fixture.vault.runs.list(instance)).toEqual([]);
};

/** Every record names a snapshot that is there and whole. */
const pointsAreWhole = async (): Promise<void> => {
  const { vault } = engine.fixture;
  for (const id of await vault.volumePoints.ids(instance)) {
    const point = await vault.volumePoints.get(instance, id);
    const snapshot = await engine.resources.managedDisks.snapshot(point?.diskSnapshotId ?? '');
    expect(snapshot).toMatchObject({ provisioningState: 'Succeeded', completionPercent: 100 });
    expect(snapshot?.copyError).toBeUndefined();
  }
};

describe('a backup', () => {
  test('is a disk snapshot of ours, and a record that names it', async () => {
    engine.write(0, 'hello');
    const { job, point, id, output } = await engine.backUp();
    expect(output).toEqual({ status: 'Completed', recoveryPointId: id });
    expect(job).toMatchObject({
      operation: 'ScheduledBackup',
      status: 'Completed',
      errors: [],
      warnings: [],
    });
    expect(job.subTasks.map(({ name, status }) => `${name}: ${status}`)).toEqual([
      'Validate volume: Completed',
      'Take volume snapshot: Completed',
      'Export to disk snapshot: Completed',
      'Remove volume snapshot: Completed',
      'Commit recovery point: Completed',
    ]);
    expect(point).toMatchObject({
      version: 2,
      kind: 'elasticSanVolume',
      sourceVolumeId: volumeId,
      sku: 'Standard_LRS',
      location: 'westeurope',
      sizeBytes: 1024 ** 3,
      jobId: job.id,
    });
    const snapshot = engine.cloud.diskSnapshots.get(point?.diskSnapshotId ?? '');
    expect(snapshot).toMatchObject({
      incremental: true,
      sku: 'Standard_LRS',
      tags: {
        'holdfast-vault': controlAccountId,
        'holdfast-instance': instance,
        'holdfast-recovery-point': id,
        'holdfast-slot': id,
      },
    });
    expect(snapshot?.content.read(0, 5)).toEqual(new TextEncoder().encode('hello'));
    await isTidy();
  });

  test('stores what has changed since the one before', async () => {
    engine.write(0, 'one');
    engine.write(1_000_000, 'two');
    const first = await engine.backUp();
    engine.nextDay();
    engine.write(1_000_000, 'new');
    const second = await engine.backUp();
    const stored = [first, second].map(
      ({ point }) => engine.cloud.diskSnapshots.get(point?.diskSnapshotId ?? '')?.storedBytes,
    );
    expect(stored).toEqual([8_192, 4_096]);
    await pointsAreWhole();
  });

  test('stands for the moment of its snapshot, not of its end', async () => {
    const { point } = await engine.backUp();
    const snapshotAt = engine.cloud.diskSnapshots.all()[0]?.createdAt ?? 0;
    expect(Date.parse(point?.time ?? '')).toBeLessThan(snapshotAt);
    expect(Date.parse(point?.completedAt ?? '')).toBeGreaterThan(snapshotAt);
  });

  test('waits for the copy to its end, over many generations, and begins nothing anew', async () => {
    engine.cloud.change({ copyMs: 3 * 3_600_000 });
    const { job, run } = await engine.backUp({ pollSeconds: 60 });
    expect(job.status).toBe('Completed');
    expect(run.generations.length).toBeGreaterThan(5);
    const begun = engine.cloud.operations.all().map(({ action }) => action);
    expect(begun).toEqual([
      'createVolume',
      'preBackup',
      'createVolumeSnapshot',
      'createDiskSnapshot',
      'deleteVolumeSnapshot',
    ]);
    await pointsAreWhole();
  });

  test('goes on without the check where the service does not have it', async () => {
    engine.cloud.change({ preValidation: false });
    expect((await engine.backUp()).job.status).toBe('Completed');
  });

  test('run twice is one', async () => {
    const input = engine.input();
    await engine.run(input);
    const again = await engine.run(input);
    expect(again.output.status).toBe('Completed');
    expect(diskSnapshots()).toHaveLength(1);
  });

  test.each([
    ['throttled', 'beginSnapshot'],
    ['conflict', 'beginSnapshot'],
    ['conflict', 'beginExport'],
    ['conflict', 'beginDeleteSnapshot'],
  ] as const)('is tried again later where Azure answers %s to %s', async (code, method) => {
    let refused = 0;
    engine.ports = (call) => {
      if (call.method !== method || refused === 3) return undefined;
      refused += 1;
      return { thrown: resourceError(code, 'Not now', { retryAfterMs: 120_000 }) };
    };
    const begun = engine.time.now;
    expect((await engine.backUp()).job.status).toBe('Completed');
    expect(refused).toBe(3);
    expect(engine.time.now - begun).toBeGreaterThan(3 * 120_000);
    await isTidy();
  });

  test('waits for its turn among seven snapshots in five minutes', async () => {
    const begun = engine.time.now;
    engine.cloud.takenSnapshots(volumeId).push(...Array.from({ length: 7 }, () => begun));
    expect((await engine.backUp()).job.status).toBe('Completed');
    expect(engine.time.now - begun).toBeGreaterThan(5 * 60_000);
  });
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
    await isTidy();
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
      expect(diskSnapshots()).toEqual([]);
      if (action === 'createVolumeSnapshot' && what === 'hang') return;
      await isTidy();
    },
  );

  test('when the copy fails after its operation has ended', async () => {
    engine.cloud.disturb({ action: 'createDiskSnapshot', what: 'copy-error' });
    const { job, point } = await engine.backUp();
    expect(job).toMatchObject({ status: 'Failed', errors: [{ code: 'SnapshotFailed' }] });
    expect(job.errors[0]?.message).toContain('CopySourceNotFound');
    expect(point).toBeUndefined();
    expect(diskSnapshots()).toEqual([]);
    await isTidy();
  });

  test('when the copy takes too long', async () => {
    engine.cloud.change({ copyMs: 10 * 3_600_000 });
    const { job } = await engine.backUp({ copyDeadlineSeconds: 3_600, pollSeconds: 300 });
    expect(job).toMatchObject({ status: 'Failed', errors: [{ code: 'SnapshotDeadlineExceeded' }] });
    expect(diskSnapshots()).toEqual([]);
    await isTidy();
  });

  test('when the quota is used up', async () => {
    engine.cloud.change({ diskSnapshotQuota: 0 });
    const { job } = await engine.backUp();
    expect(job.errors[0]?.code).toBe('UserErrorSubscriptionDiskQuotaLimitReached');
    await isTidy();
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
    expect(volumeSnapshots()).toHaveLength(1);
    engine.cloud.locks.remove(`${sanGroup}/providers/Microsoft.Authorization/locks/keep`);
    engine.nextDay();
    expect((await engine.backUp()).job.status).toBe('Completed');
    engine.nextDay();
    await engine.backUp();
    await isTidy();
    expect(diskSnapshots()).toHaveLength(3);
    await pointsAreWhole();
  });

  test('because its deletion hangs is no reason not to commit', async () => {
    engine.cloud.disturb({ action: 'deleteVolumeSnapshot', what: 'hang' });
    const { job, point } = await engine.backUp({ pollSeconds: 300 });
    expect(job.status).toBe('CompletedWithWarnings');
    expect(point).toBeDefined();
  });
});

describe('the first backup after a resize', () => {
  beforeEach(async () => {
    engine.write(0, 'some');
    await engine.backUp();
    engine.nextDay();
    putVolume(engine.cloud, volumeId, { sizeGiB: 2 });
    engine.nextDay();
  });

  test('stores all of the volume, and is named as such', async () => {
    const { job, point } = await engine.backUp();
    expect(job).toMatchObject({
      status: 'CompletedWithWarnings',
      warnings: [{ code: 'FirstBackupAfterResize', count: 1, examples: ['from 1 GiB to 2 GiB'] }],
    });
    expect(point?.sizeBytes).toBe(2 * 1024 ** 3);
    expect(engine.cloud.diskSnapshots.get(point?.diskSnapshotId ?? '')?.storedBytes).toBe(4_096);
    engine.nextDay();
    expect((await engine.backUp()).job).toMatchObject({ status: 'Completed', warnings: [] });
  });

  test.each([
    ['createVolumeSnapshot', 'fail'],
    ['createDiskSnapshot', 'fail'],
    ['createDiskSnapshot', 'copy-error'],
  ] as const)('says so when %s is to %s, and the next one too', async (action, what) => {
    engine.cloud.disturb({ action, what });
    const { job } = await engine.backUp();
    expect(job).toMatchObject({ status: 'Failed', errors: [{ code: 'SnapshotFailed' }] });
    expect(job.errors[0]?.message).toContain(
      'the first backup since the volume was resized from 1 GiB to 2 GiB',
    );
    await isTidy();
    engine.nextDay();
    expect((await engine.backUp()).job.warnings[0]?.code).toBe('FirstBackupAfterResize');
  });
});

describe('snapshots that are not ours', () => {
  test('stay, whatever they are called', async () => {
    const { elasticSans, managedDisks } = engine.resources;
    const foreign = [
      `${groupId}/snapshots/nightly`,
      `${groupId}/snapshots/holdfast-0123456789abcdef-20261120t020000z`,
    ];
    for (const id of foreign) await elasticSans.beginSnapshot(id, volumeId);
    engine.time.now += 60_000;
    // A run of ours on record, and a snapshot of its name with other tags.
    const dead = engine.input();
    const disk = `${snapshotGroup}/providers/Microsoft.Compute/snapshots/somebodys`;
    await engine.fixture.vault.volumePoints.openRun({
      version: 2,
      kind: 'elasticSanVolume',
      backupInstance: instance,
      recoveryPointId: '20261101T020000Z',
      jobId: dead.jobId,
      volumeSnapshotId: `${groupId}/snapshots/gone`,
      diskSnapshotId: disk,
    });
    await managedDisks.beginExport(disk, {
      location: 'westeurope',
      sku: 'Standard_LRS',
      elasticSanSnapshotId: foreign[0] ?? '',
      tags: { 'holdfast-instance': instance },
    });
    engine.nextDay();
    await engine.backUp();
    engine.nextDay();
    await engine.backUp();
    expect(volumeSnapshots().sort()).toEqual([...foreign].sort());
    expect(diskSnapshots()).toContain(disk);
    expect(engine.cloud.sans.get(sanId)).toBeDefined();
  });
});
