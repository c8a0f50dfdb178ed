// Backups and restores of SAN volumes, cancelled before each of their steps in turn: what runs in Azure is followed to its
// end, what was made is discarded, and the next backup leaves nothing but what recovery points name.

import { expect, test } from 'vitest';
import type { VolumeRestoreTarget } from '../../src/domain/elastic-san/validate-restore.ts';
import { volumeId } from '../contract/resources/world.ts';
import { cancelInVault } from '../support/cancel-steps.ts';
import { instance, VolumeEngine } from '../support/volume-engine.ts';

const cancelled = { status: 'Cancelled', errors: [{ code: 'UserErrorJobCancelled' }] };

const settled = (engine: VolumeEngine) =>
  engine.cloud.settled(() => ({
    volumeSnapshots: engine.cloud.volumeSnapshots.all().map(({ id }) => id),
    diskSnapshots: engine.cloud.diskSnapshots.all().map(({ id }) => id),
  }));

test('a backup leaves no recovery point and no snapshot, and the next one is whole', async () => {
  const names = (await new VolumeEngine().backUp()).run.called.map(({ name }) => name);
  const statuses = new Set<string>();
  for (const [index, name] of names.entries()) {
    if (index === 0) continue;
    const engine = new VolumeEngine();
    const { vault } = engine.fixture;
    const input = engine.input();
    engine.before = async ({ number }) => {
      if (number === index + 1) await cancelInVault(vault, input.jobId);
    };
    const { job, point } = await engine.run(input);
    engine.before = async () => undefined;
    statuses.add(`${name}: ${job.status}`);
    try {
      const isCancelled = name !== 'closeVolumeBackup';
      expect(job).toMatchObject(isCancelled ? cancelled : { status: 'Completed', errors: [] });
      expect(point === undefined).toBe(isCancelled);
      expect(await vault.locks.list()).toEqual([]);
      const { volumeSnapshots, diskSnapshots } = settled(engine);
      expect(volumeSnapshots).toEqual([]);
      // Where the cancel falls between tidying up and the commit, the disk snapshot is left to the next sweep, and said.
      if (isCancelled) expect(diskSnapshots.length).toBe(job.warnings.length);
      engine.nextDay();
      const next = await engine.backUp();
      expect(next.job).toMatchObject({ status: 'Completed', errors: [] });
      const points = await vault.volumePoints.ids(instance);
      expect(settled(engine).diskSnapshots.length).toBe(points.length);
    } catch (error) {
      throw new Error(`cancelled before call ${index + 1}, ${name}`, { cause: error });
    }
  }
  expect(statuses).toContain('closeVolumeBackup: Completed');
});

test('a restore unpins its point, and ends as it is where Azure was at it already', async () => {
  const target: VolumeRestoreTarget = { kind: 'volume', volumeId: `${volumeId}-restored` };
  const engineWithPoint = async () => {
    const engine = new VolumeEngine();
    const { id } = await engine.backUp();
    engine.nextDay();
    return { engine, id };
  };
  const first = await engineWithPoint();
  const names = (await first.engine.restore(first.id, target)).run.called.map(({ name }) => name);
  const statuses: string[] = [];
  for (const [index, name] of names.entries()) {
    if (index === 0) continue;
    const { engine, id } = await engineWithPoint();
    const { vault } = engine.fixture;
    engine.before = async ({ number, input }) => {
      if (number === index + 1) await cancelInVault(vault, input.jobId);
    };
    const { job } = await engine.restore(id, target);
    statuses.push(job.status);
    const made = engine.cloud.settled(() => engine.cloud.volumes.get(target.volumeId) !== undefined);
    expect({ name, made }).toEqual({ name, made: job.status === 'Completed' });
    expect(await vault.pins.list(instance)).toEqual([]);
  }
  expect(statuses[0]).toBe('Cancelled');
  expect(statuses.at(-1)).toBe('Completed');
});

test('a look at a restore that is cancelled while it is tried again does not end as completed', async () => {
  const engine = new VolumeEngine();
  const { id } = await engine.backUp();
  const { vault } = engine.fixture;
  engine.hook = ({ number }) => (number === 1 ? 'after' : undefined);
  engine.before = async ({ number, input }) => {
    if (number === 2) await cancelInVault(vault, input.jobId);
  };
  const target: VolumeRestoreTarget = { kind: 'volume', volumeId: `${volumeId}-restored` };
  const { job, run } = await engine.restore(id, target, { dryRun: true });
  expect(run.called.map(({ name }) => name)).toEqual([
    'openVolumeRestore',
    'openVolumeRestore',
    'closeVolumeRestore',
  ]);
  expect(job).toMatchObject(cancelled);
  expect(await vault.pins.list(instance)).toEqual([]);
});

test('a prune stops after the point that Azure was deleting, and the next one does the rest', async () => {
  const expired = async () => {
    const engine = new VolumeEngine();
    await engine.protect('P1D');
    for (let day = 0; day < 3; day += 1) {
      await engine.backUp();
      engine.nextDay();
    }
    return engine;
  };
  const names = (await (await expired()).prune()).run.called.map(({ name }) => name);
  const left = new Set<number>();
  for (const [index, name] of names.entries()) {
    if (index === 0) continue;
    const engine = await expired();
    const { vault } = engine.fixture;
    engine.before = async ({ number, input }) => {
      if (number === index + 1) await cancelInVault(vault, input.jobId);
    };
    const { job } = await engine.prune();
    engine.before = async () => undefined;
    try {
      const points = await vault.volumePoints.ids(instance);
      expect(job).toMatchObject(points.length > 1 ? cancelled : { status: 'Completed', errors: [] });
      expect(settled(engine).diskSnapshots.length).toBe(points.length);
      expect(await vault.locks.list()).toEqual([]);
      expect(await vault.deletions.list(instance)).toEqual([]);
      left.add(points.length);
      expect((await engine.prune()).job).toMatchObject({ status: 'Completed', errors: [] });
      expect(await vault.volumePoints.ids(instance)).toHaveLength(1);
      expect(settled(engine).diskSnapshots.length).toBe(1);
    } catch (error) {
      throw new Error(`cancelled before call ${index + 1}, ${name}`, { cause: error });
    }
  }
  expect(left).toEqual(new Set([1, 2, 3]));
});
