// Restores of SAN volumes: byte for byte, onto nothing that exists, and everything that stands in the way told at once.

import { beforeEach, describe, expect, test } from 'vitest';
import type { VolumeRestoreTarget } from '../../src/domain/elastic-san/validate-restore.ts';
import { deleteVolume } from '../../src/memory/cloud/elastic-san-rules.ts';
import {
  disk,
  groupId,
  sanGroup,
  sanId,
  snapshotGroup,
  subscription,
  volumeId,
} from '../contract/resources/world.ts';
import { instance, VolumeEngine } from '../support/volume-engine.ts';

let engine: VolumeEngine;
let point: string;

const newVolume: VolumeRestoreTarget = { kind: 'volume', volumeId: `${groupId}/volumes/restored` };
const newDisk: VolumeRestoreTarget = {
  kind: 'disk',
  diskId: disk('restored'),
  sku: 'Premium_LRS',
  zone: '2',
};

const prepare = async (): Promise<void> => {
  engine = new VolumeEngine();
  engine.write(0, 'as it was');
  point = (await engine.backUp()).id;
  engine.nextDay();
  engine.write(0, 'changed!!');
};

beforeEach(prepare);

const bytesOf = (
  found: { readonly content: { read(offset: number, length: number): Uint8Array } } | undefined,
) => new TextDecoder().decode(found?.content.read(0, 9));

const unpinned = async (): Promise<void> => {
  expect(await engine.fixture.vault.pins.list(instance)).toEqual([]);
};

describe('a restore', () => {
  test('as a new volume has the bytes of then, and leaves the source alone', async () => {
    const { output, job } = await engine.restore(point, newVolume);
    expect(output).toEqual({ status: 'Completed' });
    expect(job).toMatchObject({ operation: 'Restore', status: 'Completed', errors: [] });
    expect(job.subTasks.map(({ name, status }) => `${name}: ${status}`)).toEqual([
      'Validate restore: Completed',
      'Restore from disk snapshot: Completed',
      'Look at what was restored: Completed',
    ]);
    expect(bytesOf(engine.cloud.volumes.get(`${groupId}/volumes/restored`))).toBe('as it was');
    expect(bytesOf(engine.cloud.volumes.get(volumeId))).toBe('changed!!');
    await unpinned();
  });

  test('works when the source is gone, under its old name and larger', async () => {
    deleteVolume(engine.cloud, volumeId, { withSnapshots: true });
    engine.nextDay();
    const { job } = await engine.restore(point, { kind: 'volume', volumeId, sizeGiB: 3 });
    expect(job.status).toBe('Completed');
    const volume = engine.cloud.volumes.get(volumeId);
    expect(volume?.sizeGiB).toBe(3);
    expect(bytesOf(volume)).toBe('as it was');
  });

  test('as a disk has the bytes of then', async () => {
    const { job } = await engine.restore(point, newDisk);
    expect(job.status).toBe('Completed');
    const restored = engine.cloud.disks.get(disk('restored'));
    expect(restored).toMatchObject({
      sku: 'Premium_LRS',
      zone: '2',
      tags: { 'holdfast-recovery-point': point },
    });
    expect(bytesOf(restored)).toBe('as it was');
    await unpinned();
  });

  test('goes on without the check where the service does not have it', async () => {
    engine.cloud.change({ preValidation: false });
    expect((await engine.restore(point, newVolume)).job.status).toBe('Completed');
  });

  test('is whole where any one call fails before or after its effect', async () => {
    const calls = (await engine.restore(point, newVolume)).run.called.length;
    for (const when of ['before', 'after'] as const) {
      for (let index = 1; index <= calls; index += 1) {
        await prepare();
        engine.hook = ({ number }) => (number === index ? when : undefined);
        const { job } = await engine.restore(point, newVolume);
        expect({ when, index, status: job.status }).toEqual({ when, index, status: 'Completed' });
        expect(bytesOf(engine.cloud.volumes.get(`${groupId}/volumes/restored`))).toBe('as it was');
        await unpinned();
      }
    }
  });
});

describe('a restore is refused before anything is made', () => {
  const codesOf = async (target: VolumeRestoreTarget): Promise<readonly string[]> => {
    const before = engine.cloud.operations.all().length;
    const { output, job } = await engine.restore(point, target);
    expect(output.status).toBe('Failed');
    expect(engine.cloud.operations.all()).toHaveLength(before);
    await unpinned();
    return job.errors.map(({ code }) => code);
  };

  test.each<[string, VolumeRestoreTarget, () => void, readonly string[]]>([
    [
      'onto a volume that exists',
      { kind: 'volume', volumeId },
      () => undefined,
      ['UserErrorTargetVolumeExists'],
    ],
    [
      'into no Elastic SAN',
      { kind: 'volume', volumeId: `${sanId}2/volumegroups/data/volumes/new` },
      () => undefined,
      ['UserErrorElasticSanNotFound'],
    ],
    [
      'into no volume group',
      { kind: 'volume', volumeId: `${sanId}/volumegroups/none/volumes/new` },
      () => undefined,
      ['UserErrorElasticSanNotFound'],
    ],
    [
      'from a snapshot that someone has deleted',
      newVolume,
      () => {
        for (const { id } of engine.cloud.diskSnapshots.all()) engine.cloud.diskSnapshots.remove(id);
      },
      ['UserErrorDiskSnapshotNotFound'],
    ],
    [
      'under a lock against writing',
      newVolume,
      () => void engine.cloud.lock({ name: 'frozen', level: 'ReadOnly', scope: sanGroup }),
      ['UserErrorResourceLocked'],
    ],
    [
      'into no resource group',
      {
        kind: 'disk',
        diskId: `${subscription}/resourceGroups/none/providers/Microsoft.Compute/disks/d`,
        sku: 'Premium_LRS',
      },
      () => undefined,
      ['UserErrorRestoreTargetRGNotFound'],
    ],
    [
      'onto a disk that exists',
      newDisk,
      () =>
        void engine.cloud.disks.put({
          id: disk('restored'),
          createdAt: 0,
          state: 'Succeeded',
          location: 'westeurope',
          sku: 'Premium_LRS',
          tags: {},
          createdFrom: `${snapshotGroup}/providers/Microsoft.Compute/snapshots/other`,
          content: engine.cloud.volumes.all()[0]!.content,
        }),
      ['UserErrorSameNameDiskAlreadyExists'],
    ],
    [
      'for all reasons at once',
      { kind: 'volume', volumeId, sizeGiB: 5_000 },
      () => {
        const san = engine.cloud.sans.get(sanId);
        if (san !== undefined) engine.cloud.sans.put({ ...san, location: 'northeurope' });
        engine.cloud.lock({ name: 'frozen', level: 'ReadOnly', scope: sanGroup });
      },
      [
        'UserErrorResourceLocked',
        'UserErrorRestoreLocationMismatch',
        'UserErrorTargetVolumeExists',
        'UserErrorElasticSanCapacityExceeded',
      ],
    ],
    [
      'as a volume that the app may not make',
      newVolume,
      () =>
        engine.cloud.change({ notActions: ['Microsoft.ElasticSan/elasticSans/volumeGroups/volumes/write'] }),
      ['UserErrorMissingRequiredPermissions'],
    ],
    [
      'as a disk that the app may not make',
      newDisk,
      () => engine.cloud.change({ notActions: ['Microsoft.Compute/disks/write'] }),
      ['UserErrorMissingRequiredPermissions'],
    ],
    ['too small', { ...newVolume, sizeGiB: 0 }, () => undefined, ['UserErrorInvalidRequest']],
  ])('%s', async (_name, target, arrange, codes) => {
    arrange();
    expect(await codesOf(target)).toEqual(codes);
  });

  test('from a recovery point that is not there', async () => {
    const { job } = await engine.restore('20200101T000000Z', newVolume);
    expect(job.errors.map(({ code }) => code)).toEqual(['UserErrorRecoveryPointNotFound']);
    await unpinned();
  });
});

describe('a dry run', () => {
  const dry = (target: VolumeRestoreTarget) => engine.restore(point, target, { dryRun: true });
  const made = () =>
    engine.cloud.settled(() => engine.cloud.volumes.all().length + engine.cloud.disks.all().length);

  test('asks Azure too, and makes nothing', async () => {
    for (const target of [newVolume, newDisk]) {
      const { job } = await dry(target);
      expect(job).toMatchObject({ status: 'Completed', errors: [] });
      expect(job.subTasks.map(({ status }) => status)).toEqual(['Completed', 'Skipped', 'Skipped']);
    }
    expect(engine.cloud.operations.all().filter(({ action }) => action === 'preRestore')).toHaveLength(1);
    expect(made()).toBe(1);
    await unpinned();
  });

  test('tells what Azure says against it', async () => {
    engine.cloud.disturb({ action: 'preRestore', what: 'fail' });
    expect((await dry(newVolume)).job).toMatchObject({
      status: 'Failed',
      errors: [{ code: 'SnapshotFailed' }],
    });
    engine.cloud.change({ preValidation: false });
    expect((await dry(newVolume)).job.status).toBe('Completed');
    expect(made()).toBe(1);
    await unpinned();
  });
});

describe('into another subscription of the same region', () => {
  const other = '/subscriptions/99999999-8888-7777-6666-555555555555/resourceGroups/elsewhere';
  const otherSan = `${other}/providers/Microsoft.ElasticSan/elasticSans/fabrikam`;

  test.each<[string, VolumeRestoreTarget]>([
    ['a volume', { kind: 'volume', volumeId: `${otherSan}/volumegroups/data/volumes/restored` }],
    [
      'a disk',
      { kind: 'disk', diskId: `${other}/providers/Microsoft.Compute/disks/restored`, sku: 'Premium_LRS' },
    ],
  ])('%s is restored', async (_, target) => {
    const { cloud } = engine;
    cloud.resourceGroups.put({ id: other, location: 'westeurope' });
    cloud.sans.put({ id: otherSan, location: 'westeurope', sku: 'Premium_LRS', totalSizeTiB: 1 });
    cloud.volumeGroups.put({
      id: `${otherSan}/volumegroups/data`,
      encryption: 'EncryptionAtRestWithPlatformKey',
    });
    expect((await engine.restore(point, target)).job).toMatchObject({ status: 'Completed', errors: [] });
    const found =
      target.kind === 'volume' ? cloud.volumes.get(target.volumeId) : cloud.disks.get(target.diskId);
    expect(bytesOf(found)).toBe('as it was');
  });
});

describe('a restore that fails on its way says so', () => {
  test.each([
    ['preRestore', 'fail', 'SnapshotFailed'],
    ['createVolume', 'fail', 'SnapshotFailed'],
    ['createVolume', 'hang', 'SnapshotDeadlineExceeded'],
  ] as const)('when %s is to %s', async (action, what, code) => {
    engine.cloud.disturb({ action, what });
    const { job } = await engine.restore(point, newVolume, { pollSeconds: 300 });
    expect(job).toMatchObject({ status: 'Failed', errors: [{ code }] });
    await unpinned();
  });
});
