// Backups of SAN volumes: what is stored, what is waited for, and whose snapshots stay.

import { beforeEach, describe, expect, test } from 'vitest';
import { putVolume } from '../../src/memory/cloud/elastic-san-rules.ts';
import { resourceError } from '../../src/ports/resource-error.ts';
import { groupId, sanId, snapshotGroup, volumeId } from '../contract/resources/world.ts';
import { controlAccountId } from '../support/vault-fixture.ts';
import { instance, VolumeEngine } from '../support/volume-engine.ts';
import { isTidy, pointsAreWhole, snapshotsOf } from '../support/volume-invariants.ts';

let engine: VolumeEngine;

beforeEach(() => {
  engine = new VolumeEngine();
});

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
    await isTidy(engine);
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
    await pointsAreWhole(engine);
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
    await pointsAreWhole(engine);
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
    expect(snapshotsOf(engine).diskSnapshots).toHaveLength(1);
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
    await isTidy(engine);
  });

  test('waits for its turn among seven snapshots in five minutes', async () => {
    const begun = engine.time.now;
    engine.cloud.takenSnapshots(volumeId).push(...Array.from({ length: 7 }, () => begun));
    expect((await engine.backUp()).job.status).toBe('Completed');
    expect(engine.time.now - begun).toBeGreaterThan(5 * 60_000);
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
    await isTidy(engine);
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
    expect(snapshotsOf(engine).volumeSnapshots.sort()).toEqual([...foreign].sort());
    expect(snapshotsOf(engine).diskSnapshots).toContain(disk);
    expect(engine.cloud.sans.get(sanId)).toBeDefined();
  });
});
