// Whatever happens to backups of a SAN volume: when the timers have run, no temporary volume snapshot is left, every
// recovery point has its disk snapshot, no other disk snapshot of ours is left, and none of anybody else was touched.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backupOrchestrationId } from '../../src/domain/job/orchestration-id.ts';
import { foreign, nameOf, prepared, runTimers } from '../support/foreign-snapshots.ts';
import { MemoryWorkflows } from '../support/memory-workflows.ts';
import { instance } from '../support/volume-engine.ts';
import { snapshotsOf } from '../support/volume-invariants.ts';
import { aDeath, aDisturbance, dying, onlyPointsAreLeft } from '../support/volume-mishaps.ts';

const day = fc.record({ ...aDeath(22), disturbed: aDisturbance() });

test('dead and disturbed backups leave nothing behind, and nothing is missing', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(day, { minLength: 1, maxLength: 4 }), async (days) => {
      const engine = await prepared();
      const workflows = new MemoryWorkflows();
      for (const { disturbed, ...death } of days) {
        if (disturbed !== undefined) engine.cloud.disturb(disturbed);
        engine.hook = dying(death);
        const input = engine.input();
        await engine.run(input).catch(() => undefined);
        workflows.end(backupOrchestrationId(instance, input.recoveryPointId));
        engine.hook = () => undefined;
        engine.nextDay();
      }
      await runTimers(engine, workflows);
      await onlyPointsAreLeft(engine);
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
    const before = snapshotsOf(engine);
    await runTimers(engine, workflows);
    expect(snapshotsOf(engine)).toEqual(before);
    workflows.end(backupOrchestrationId(instance, input.recoveryPointId));
    await runTimers(engine, workflows);
    expect(snapshotsOf(engine).volumeSnapshots.map(nameOf).sort()).toEqual([...foreign].sort());
  }
});
