// Whatever happens to backups of a SAN volume: when the timers have run, no temporary volume snapshot is left, every
// recovery point has its disk snapshot, no other disk snapshot of ours is left, and none of anybody else was touched.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recoveryPointOfSnapshot, snapshotName } from '../../src/domain/elastic-san/snapshot-name.ts';
import { backupOrchestrationId } from '../../src/domain/job/orchestration-id.ts';
import type { Action } from '../../src/memory/cloud/records.ts';
import { closeAbandonedWork } from '../../src/operations/close-abandoned-work.ts';
import { sweepSnapshots } from '../../src/operations/sweep-snapshots.ts';
import { diskSnapshot, snapshotGroup, volumeId, volumeSnapshot } from '../contract/resources/world.ts';
import { MemoryWorkflows } from '../support/memory-workflows.ts';
import { operationsFixture } from '../support/operations-fixture.ts';
import { controlAccountId } from '../support/vault-fixture.ts';
import { instance, VolumeEngine } from '../support/volume-engine.ts';

const owner = { controlAccountId, backupInstance: instance };
const foreign = [
  snapshotName({ ...owner, backupInstance: 'another' }, '20261122T020000Z'),
  snapshotName({ ...owner, controlAccountId: `${controlAccountId}2` }, '20261122T020000Z'),
  'holdfast-by-hand',
];

const prepared = async (): Promise<VolumeEngine> => {
  const engine = new VolumeEngine();
  const createdAt = new Date(engine.time.now).toISOString();
  await engine.fixture.vault.instances.put({
    version: 2,
    kind: 'elasticSanVolume',
    name: instance,
    friendlyName: instance,
    datasourceType: 'Microsoft.ElasticSan/elasticSans/volumeGroups',
    policyName: 'daily',
    state: 'ProtectionConfigured',
    source: { volumeId, snapshotResourceGroupId: snapshotGroup, sku: 'Standard_LRS' },
    createdAt,
    updatedAt: createdAt,
  });
  await engine.backUp();
  const disk = engine.cloud.diskSnapshots.all()[0];
  const volume = engine.cloud.volumes.get(volumeId);
  if (disk === undefined || volume === undefined) throw new Error('The first backup has left nothing');
  for (const name of foreign) {
    // Tags that say ours, under a name that is not.
    engine.cloud.diskSnapshots.put({ ...disk, id: diskSnapshot(name) });
    engine.cloud.volumeSnapshots.put({
      id: volumeSnapshot(name),
      createdAt: engine.time.now,
      state: 'Succeeded',
      sourceId: volumeId,
      sourceVolumeId: volume.volumeId,
      sourceSizeGiB: 1,
      content: volume.content.copy(),
    });
  }
  // Our name, and tags of someone else.
  const named = snapshotName(owner, '20200101T000000Z');
  engine.cloud.diskSnapshots.put({ ...disk, id: diskSnapshot(named), tags: { owner: 'ada' } });
  engine.nextDay();
  return engine;
};

/** The two timers, until the last deletion that is disturbed has been begun again, ended, and been seen to. */
const runTimers = async (engine: VolumeEngine, workflows: MemoryWorkflows): Promise<void> => {
  const { vault } = engine.fixture;
  const deps = {
    ...operationsFixture().deps,
    vault,
    storage: engine.fixture.accounts,
    resources: async () => engine.resources,
    clock: { now: () => engine.time.now },
  };
  for (let round = 0; round < 7; round += 1) {
    engine.time.now += 30 * 60_000;
    await closeAbandonedWork(deps)(workflows);
    await sweepSnapshots(deps)(workflows);
    engine.cloud.settled(() => undefined);
  }
};

const leftOf = (engine: VolumeEngine) =>
  engine.cloud.settled(() => ({
    volumeSnapshots: engine.cloud.volumeSnapshots.all().map(({ id }) => id),
    diskSnapshots: engine.cloud.diskSnapshots.all().map(({ id }) => id),
  }));

const nameOf = (id: string): string => id.slice(id.lastIndexOf('/') + 1);

const day = fc.record({
  /** After so many calls the backup is not heard of again. */
  diesAt: fc.option(fc.integer({ min: 1, max: 22 }), { nil: undefined }),
  when: fc.constantFrom<'before' | 'after'>('before', 'after'),
  disturbed: fc.option(
    fc.record({
      action: fc.constantFrom<Action>(
        'createVolumeSnapshot',
        'deleteVolumeSnapshot',
        'createDiskSnapshot',
        'deleteDiskSnapshot',
        'preBackup',
      ),
      what: fc.constantFrom<'fail' | 'copy-error'>('fail', 'copy-error'),
    }),
    { nil: undefined },
  ),
});

test('dead and disturbed backups leave nothing behind, and nothing is missing', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(day, { minLength: 1, maxLength: 4 }), async (days) => {
      const engine = await prepared();
      const workflows = new MemoryWorkflows();
      for (const { diesAt, when, disturbed } of days) {
        if (disturbed !== undefined) engine.cloud.disturb(disturbed);
        engine.hook = ({ number }) => {
          if (diesAt === undefined || number < diesAt) return undefined;
          return number === diesAt ? when : 'before';
        };
        const input = engine.input();
        await engine.run(input).catch(() => undefined);
        workflows.end(backupOrchestrationId(instance, input.recoveryPointId));
        engine.hook = () => undefined;
        engine.nextDay();
      }
      await runTimers(engine, workflows);

      const { vault } = engine.fixture;
      const { volumeSnapshots, diskSnapshots } = leftOf(engine);
      expect(volumeSnapshots.map(nameOf).sort()).toEqual([...foreign].sort());
      const points = await vault.volumePoints.ids(instance);
      const ours = diskSnapshots.flatMap((id) => recoveryPointOfSnapshot(owner, nameOf(id)) ?? []);
      expect(ours.sort()).toEqual(['20200101T000000Z', ...points]);
      for (const name of foreign) expect(diskSnapshots).toContain(diskSnapshot(name));
      expect(await vault.runs.list(instance)).toEqual([]);
      expect(await vault.locks.list()).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test('a backup that is at work keeps all that it has made', async () => {
  const engine = await prepared();
  const workflows = new MemoryWorkflows();
  const calls = (await engine.run(engine.input())).run.called.length;
  for (let diesAt = 2; diesAt < calls; diesAt += 1) {
    engine.nextDay();
    // Its workflow runs on, and the next step only has not come yet.
    engine.hook = ({ number }) => (number >= diesAt ? 'before' : undefined);
    const input = engine.input();
    await engine.run(input).catch(() => undefined);
    engine.hook = () => undefined;
    await workflows.start('backup', backupOrchestrationId(instance, input.recoveryPointId), {});
    const before = leftOf(engine);
    await runTimers(engine, workflows);
    expect(leftOf(engine)).toEqual(before);
    workflows.end(backupOrchestrationId(instance, input.recoveryPointId));
    await runTimers(engine, workflows);
    expect(leftOf(engine).volumeSnapshots.map(nameOf).sort()).toEqual([...foreign].sort());
  }
});
