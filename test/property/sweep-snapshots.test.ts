// Whatever happens to backups of a SAN volume: when the timers have run, no temporary volume snapshot is left, every
// recovery point has its disk snapshot, no other disk snapshot of ours is left, and none of anybody else was touched.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recoveryPointOfSnapshot } from '../../src/domain/elastic-san/snapshot-name.ts';
import { backupOrchestrationId } from '../../src/domain/job/orchestration-id.ts';
import type { Action } from '../../src/memory/cloud/records.ts';
import { diskSnapshot } from '../contract/resources/world.ts';
import { foreign, leftOf, nameOf, owner, prepared, runTimers } from '../support/foreign-snapshots.ts';
import { MemoryWorkflows } from '../support/memory-workflows.ts';
import { instance } from '../support/volume-engine.ts';

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
