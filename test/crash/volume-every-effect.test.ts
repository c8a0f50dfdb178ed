// Backup and restore of SAN volumes, and the deletion of their points by a prune or before a backup, killed between any two
// of their effects, in the vault and in Azure, and disturbed at each of their calls. A clean run records the calls, as in
// every-effect.test.ts: a new effect is a new case. At the moment of death no recovery point names a snapshot that is not
// there and whole; in the end nothing temporary is left.

import { beforeAll, describe, expect, test } from 'vitest';
import type { VolumeRestoreTarget } from '../../src/domain/elastic-san/validate-restore.ts';
import { isFinal } from '../../src/domain/job/transitions.ts';
import type { PortCall } from '../../src/memory/port-methods.ts';
import { traitsOf } from '../../src/memory/port-methods.ts';
import { disk, groupId, volumeId } from '../contract/resources/world.ts';
import type { Harmed } from '../support/failing-calls.ts';
import { dieBeforeEffect, failAt } from '../support/failing-calls.ts';
import type { RunActivity } from '../support/replay.ts';
import { instance, VolumeEngine } from '../support/volume-engine.ts';
import { pointsAreWhole } from '../support/volume-invariants.ts';

const isEffect = (call: PortCall): boolean => traitsOf(call).kind === 'acts';

interface Scenario {
  readonly name: string;
  readonly prepare: () => Promise<VolumeEngine>;
  readonly run: (engine: VolumeEngine) => Promise<void>;
}

const WRITTEN = 'as it was';

const fresh = async (): Promise<VolumeEngine> => {
  const engine = new VolumeEngine();
  engine.write(0, WRITTEN);
  return engine;
};

/** Dead after so many activities: its volume snapshot, and its export, are still there. */
const withDeadBackup = async (): Promise<VolumeEngine> => {
  const engine = await fresh();
  const dead = engine.input();
  await new Promise<void>((died) => {
    engine.before = async ({ number }) => {
      if (number <= 9) return;
      died();
      await new Promise(() => undefined);
    };
    void engine.run(dead);
  });
  engine.before = async () => undefined;
  // As the timer closes abandoned work.
  const { jobs, locks } = engine.fixture.vault;
  await jobs.update(dead.jobId, (job) => ({ ...job, status: 'Failed' }));
  const lock = await locks.get(instance);
  if (lock !== undefined) await locks.break(lock);
  engine.nextDay();
  return engine;
};

const backedUp = async (): Promise<VolumeEngine> => {
  const engine = await fresh();
  await engine.backUp();
  engine.nextDay();
  engine.write(0, 'changed!!');
  return engine;
};

const contentOf = (of: { readonly content: { read(at: number, length: number): Uint8Array } } | undefined) =>
  new TextDecoder().decode(of?.content.read(0, WRITTEN.length));

const backUp = async (engine: VolumeEngine): Promise<void> => {
  const { job, point } = await engine.backUp();
  expect(job.errors).toEqual([]);
  expect(job.status).toMatch(/^Completed/);
  expect(contentOf(engine.cloud.diskSnapshots.get(point?.diskSnapshotId ?? ''))).toBe(WRITTEN);
};

/** Three daily points, of which the first two have expired. */
const withExpired = async (): Promise<VolumeEngine> => {
  const engine = await fresh();
  await engine.protect('P1D');
  for (let day = 0; day < 3; day += 1) {
    await engine.backUp();
    engine.nextDay();
  }
  return engine;
};

const pointsOf = ({ fixture: { vault } }: VolumeEngine) => vault.volumePoints.ids(instance);

/** With room for two: both that have expired go before. */
const backUpAtTheLimit = async (engine: VolumeEngine): Promise<void> => {
  const [, , newest] = await pointsOf(engine);
  const { job, id } = await engine.backUp({ maxRecoveryPoints: 2 });
  expect(job.errors).toEqual([]);
  expect(job.pruneDecisions?.deletes).toHaveLength(2);
  expect(await pointsOf(engine)).toEqual([newest, id]);
};

const prune = async (engine: VolumeEngine): Promise<void> => {
  const [, , newest] = await pointsOf(engine);
  const { job } = await engine.prune();
  expect(job.errors).toEqual([]);
  expect(await pointsOf(engine)).toEqual([newest]);
};

const restore =
  (target: VolumeRestoreTarget, found: (engine: VolumeEngine) => Parameters<typeof contentOf>[0]) =>
  async (engine: VolumeEngine): Promise<void> => {
    const [point = ''] = await engine.fixture.vault.volumePoints.ids(instance);
    const { job } = await engine.restore(point, target);
    expect(job).toMatchObject({ status: 'Completed', errors: [] });
    expect(contentOf(found(engine))).toBe(WRITTEN);
    expect(contentOf(engine.cloud.volumes.get(volumeId))).toBe('changed!!');
  };

const restoredId = `${groupId}/volumes/restored`;
const scenarios: readonly Scenario[] = [
  { name: 'a first backup of a volume', prepare: fresh, run: backUp },
  { name: 'a backup of a volume after one that died', prepare: withDeadBackup, run: backUp },
  { name: 'a backup at the limit of recovery points', prepare: withExpired, run: backUpAtTheLimit },
  { name: 'a prune of what has expired', prepare: withExpired, run: prune },
  {
    name: 'a restore as a volume',
    prepare: backedUp,
    run: restore({ kind: 'volume', volumeId: restoredId }, ({ cloud }) => cloud.volumes.get(restoredId)),
  },
  {
    name: 'a restore as a disk',
    prepare: backedUp,
    run: restore({ kind: 'disk', diskId: disk('restored'), sku: 'Premium_LRS' }, ({ cloud }) =>
      cloud.disks.get(disk('restored')),
    ),
  },
];

const leftBehind = async (engine: VolumeEngine): Promise<readonly string[]> => {
  const { vault } = engine.fixture;
  const named = new Set(await pointsAreWhole(engine));
  const { items } = (await vault.jobs.list()) as { items: readonly { id: string; status: string }[] };
  return engine.cloud
    .settled(() => [
      ...engine.cloud.volumeSnapshots.all().map(({ id }) => id),
      ...engine.cloud.diskSnapshots.all().flatMap(({ id }) => (named.has(id) ? [] : [id])),
    ])
    .concat(
      (await vault.runs.list(instance)).map(({ recoveryPointId }) => `run ${recoveryPointId}`),
      (await vault.locks.list()).map(({ jobId }) => `lock of ${jobId}`),
      (await vault.deletions.list(instance)).map(({ document }) => `intent ${document.recoveryPointId}`),
      (await vault.prunes.list(instance)).map(({ jobId }) => `plan of ${jobId}`),
      (await vault.pins.list(instance)).map(({ jobId }) => `pin of ${jobId}`),
      items.flatMap(({ id, status }) => (isFinal(status as 'Failed') ? [] : [`job ${id}`])),
    );
};

const harmedBy = (engine: VolumeEngine): Harmed => ({
  get hook() {
    return engine.ports;
  },
  set hook(hook) {
    engine.ports = hook;
  },
  callActivity: (name, input) => engine.callActivity(name, input),
});

const recordClean = async (engine: VolumeEngine, { run }: Scenario): Promise<readonly PortCall[]> => {
  const calls: PortCall[] = [];
  engine.ports = (call) => {
    calls.push(call);
    return undefined;
  };
  await run(engine);
  engine.ports = () => undefined;
  return calls;
};

const described = ({ port, method, blob = '' }: PortCall): string => `${port}.${method} ${blob}`;

const endsWell = async (
  engine: VolumeEngine,
  { run }: Scenario,
  what: string,
  harm: (harmed: Harmed, engine: VolumeEngine) => { readonly activity?: RunActivity },
): Promise<void> => {
  const { activity } = harm(harmedBy(engine), engine);
  if (activity !== undefined) engine.runActivity = activity;
  try {
    await run(engine);
    engine.ports = () => undefined;
    // What a fault kept from being tidied up, or forgotten, is the next backup's.
    for (let more = 0; more < 2 && (await leftBehind(engine)).length > 0; more += 1) {
      engine.nextDay();
      await engine.backUp();
    }
    expect(await leftBehind(engine)).toEqual([]);
  } catch (error) {
    throw new Error(what, { cause: error });
  }
};

describe.each(scenarios)('$name', (scenario) => {
  let prepared: VolumeEngine;
  beforeAll(async () => {
    prepared = await scenario.prepare();
  });

  test('goes on after a death between any two effects', { timeout: 120_000 }, async () => {
    const effects = (await recordClean(prepared.copy(), scenario)).filter(isEffect);
    expect(effects.length).toBeGreaterThan(5);
    for (const [index, call] of effects.entries()) {
      const looks: Promise<unknown>[] = [];
      const what = `killed before effect ${index + 1}, ${described(call)}`;
      await endsWell(prepared.copy(), scenario, what, (harmed, engine) =>
        dieBeforeEffect(harmed, index + 1, () => void looks.push(pointsAreWhole(engine))),
      );
      expect(looks, described(call)).toHaveLength(1);
      await Promise.all(looks);
    }
  });

  test.each(['before', 'after'] as const)(
    'outlives a fault %s each call',
    { timeout: 120_000 },
    async (when) => {
      for (const [index, call] of (await recordClean(prepared.copy(), scenario)).entries()) {
        if (when === 'after' && !isEffect(call)) continue;
        const what = `a fault ${when} call ${index + 1}, ${described(call)}`;
        await endsWell(prepared.copy(), scenario, what, (harmed) => failAt(harmed, index + 1, when));
      }
    },
  );
});
