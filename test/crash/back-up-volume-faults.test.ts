// Backups of SAN volumes in which one call fails, or the whole backup dies, at every place in turn: the next backup
// finds a vault in order and removes what was left.

import { describe, expect, test } from 'vitest';
import { backupOrchestrationId } from '../../src/domain/job/orchestration-id.ts';
import { instance, VolumeEngine } from '../support/volume-engine.ts';

const settled = (engine: VolumeEngine) =>
  engine.cloud.settled(() => ({
    volumeSnapshots: engine.cloud.volumeSnapshots.all().map(({ id }) => id),
    diskSnapshots: engine.cloud.diskSnapshots.all().map(({ id }) => id),
  }));

const namedSnapshots = async ({ fixture: { vault } }: VolumeEngine): Promise<readonly string[]> => {
  const points = await vault.volumePoints.ids(instance);
  const records = await Promise.all(points.map((id) => vault.volumePoints.get(instance, id)));
  return records.map((record) => record?.diskSnapshotId ?? 'no record').sort();
};

const callsOf = async (): Promise<readonly string[]> => {
  const { run } = await new VolumeEngine().backUp();
  return run.called.map(({ name }) => name);
};

describe('one call fails', () => {
  test.each(['before', 'after'] as const)(
    '%s its effect, each in turn: the backup is whole',
    async (when) => {
      const calls = await callsOf();
      for (const [index, name] of calls.entries()) {
        const engine = new VolumeEngine();
        engine.hook = ({ number }) => (number === index + 1 ? when : undefined);
        const { job, point } = await engine.backUp();
        expect({ name, status: job.status }).toEqual({ name, status: 'Completed' });
        expect(settled(engine)).toEqual({ volumeSnapshots: [], diskSnapshots: [point?.diskSnapshotId] });
        expect(await engine.fixture.vault.locks.list()).toEqual([]);
        expect(await engine.fixture.vault.runs.list(instance)).toEqual([]);
      }
    },
  );
});

describe('a backup dies', () => {
  test.each(['before', 'after'] as const)(
    '%s any of its calls: the next ones leave it tidy',
    async (when) => {
      const calls = await callsOf();
      for (const index of calls.keys()) {
        const engine = new VolumeEngine();
        const dead = engine.input();
        // Nothing of it is tried again: the orchestration is terminated, and the timer breaks its lock.
        engine.hook = ({ number }) => {
          if (number > index + 1) return 'before';
          return number === index + 1 ? when : undefined;
        };
        await engine.run(dead).catch(() => undefined);
        engine.hook = () => undefined;
        const { vault } = engine.fixture;
        const lock = await vault.locks.get(instance);
        if (lock?.orchestrationId === backupOrchestrationId(instance, dead.recoveryPointId))
          await vault.locks.break(lock);
        const statuses: string[] = [];
        for (let day = 0; day < 2; day += 1) {
          engine.nextDay();
          statuses.push((await engine.backUp()).job.status);
        }
        expect({ index, statuses }).toEqual({ index, statuses: ['Completed', 'Completed'] });
        const { volumeSnapshots, diskSnapshots } = settled(engine);
        expect(volumeSnapshots).toEqual([]);
        expect([...diskSnapshots].sort()).toEqual(await namedSnapshots(engine));
        expect(await vault.runs.list(instance)).toEqual([]);
      }
    },
  );
});
