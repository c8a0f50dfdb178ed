// Two years of daily backups of a SAN volume, on memory ports with a driven clock: after every prune the points are exactly
// those that the policy keeps, reckoned here by dates alone, and there are never more than 450.

import { expect, test } from 'vitest';
import { snapshotName, snapshotTags } from '../../src/domain/elastic-san/snapshot-name.ts';
import type { Job } from '../../src/domain/job/job.ts';
import { scheduledRecoveryPointId } from '../../src/domain/recovery-point/recovery-point-id.ts';
import type { VolumeRecoveryPoint } from '../../src/domain/recovery-point/volume-recovery-point.ts';
import type { OperationDependencies } from '../../src/operations/dependencies.ts';
import { startDueBackups } from '../../src/operations/start-due-backups.ts';
import { startDuePrunes } from '../../src/operations/start-due-prunes.ts';
import { workflows } from '../../src/workflows/workflows.ts';
import { snapshotGroup } from '../contract/resources/world.ts';
import { MemoryWorkflows } from '../support/memory-workflows.ts';
import { operationsFixture } from '../support/operations-fixture.ts';
import { straightRun } from '../support/straight-run.ts';
import { controlAccountId } from '../support/vault-fixture.ts';
import { instance, VolumeEngine } from '../support/volume-engine.ts';
import { volumeSettings } from '../support/volume-settings.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const LIMIT = 450;

/** Runs what is started to its end, at once. */
class AtOnce extends MemoryWorkflows {
  private readonly engine: VolumeEngine;

  constructor(engine: VolumeEngine) {
    super();
    this.engine = engine;
  }

  override async start(workflow: string, id: string, input: object) {
    const begun = await super.start(workflow, id, input);
    const { engine } = this;
    if (begun === 'started') {
      await straightRun({
        workflow: workflows[workflow as keyof typeof workflows],
        instanceId: id,
        input,
        activity: (name, message) => engine.callActivity(name, message),
        time: engine.time,
      });
    }
    this.end(id);
    return begun;
  }
}

interface Day {
  /** After its prune. */
  readonly points: readonly string[];
  /** When that ran. */
  readonly now: number;
  /** Before its prune: the most of the day. */
  readonly most: number;
  readonly job: Job | undefined;
}

/** An instance of the vault, whose timers a test turns: the schedule's at two, that of prunes at five. */
class Life {
  readonly engine = new VolumeEngine();
  /** All that were ever made. */
  readonly ever: VolumeRecoveryPoint[] = [];
  private readonly client = new AtOnce(this.engine);
  private readonly deps: OperationDependencies;

  constructor() {
    const { deps } = operationsFixture();
    this.deps = {
      ...deps,
      vault: this.engine.fixture.vault,
      storage: this.engine.fixture.accounts,
      clock: { now: () => this.engine.time.now },
      // Few looks, so that the years go by quickly.
      settings: { ...deps.settings, volumes: { ...volumeSettings, pollSeconds: 300 } },
    };
  }

  /** The day after the last one. */
  async day(prunes: boolean): Promise<Day> {
    const { engine, client, deps } = this;
    const { vault } = engine.fixture;
    const midnight = Math.ceil(engine.time.now / DAY_MS) * DAY_MS;
    engine.time.now = midnight + 2 * HOUR_MS;
    engine.cloud.settle();
    await startDueBackups(deps)(client);
    const { jobId = '' } = (client.started.at(-1)?.input ?? {}) as { readonly jobId?: string };
    const job = (await vault.jobs.get(jobId))?.document;
    const made = await vault.volumePoints.get(instance, job?.recoveryPointId ?? '');
    if (made !== undefined) this.ever.push(made);
    const most = (await vault.volumePoints.ids(instance)).length;
    const now = midnight + 5 * HOUR_MS;
    engine.time.now = now;
    if (prunes) await startDuePrunes(deps)(client);
    return { points: await vault.volumePoints.ids(instance), now, most, job };
  }

  /** Every point has its snapshot, no other snapshot is there, and nothing is under way. */
  async isTidy(): Promise<void> {
    const { cloud, fixture } = this.engine;
    const { vault } = fixture;
    const named = await Promise.all(
      (await vault.volumePoints.ids(instance)).map((id) => vault.volumePoints.get(instance, id)),
    );
    const snapshots = cloud.settled(() => cloud.diskSnapshots.all().map(({ id }) => id));
    expect(snapshots.sort()).toEqual(named.map((point) => point?.diskSnapshotId).sort());
    expect(cloud.volumeSnapshots.all()).toEqual([]);
    expect(await vault.locks.list()).toEqual([]);
    expect(await vault.deletions.list(instance)).toEqual([]);
    expect(await vault.prunes.list(instance)).toEqual([]);
  }
}

interface Keep {
  readonly day: number;
  readonly week?: number;
  readonly month?: number;
  readonly year?: number;
}

const weekOf = (at: Date): number => Math.floor((at.getTime() / DAY_MS + 4) / 7);

/** Days that a point stays, by dates alone: longest where it is the first of its year, then month, then week. */
const keptDays = ({ day, week, month, year }: Keep, at: Date, before: Date): number =>
  (at.getUTCFullYear() > before.getUTCFullYear() ? year : undefined) ??
  (at.toISOString().slice(0, 7) > before.toISOString().slice(0, 7) ? month : undefined) ??
  (weekOf(at) > weekOf(before) ? week : undefined) ??
  day;

/** Of all points that ever were, oldest first. */
const keptAt = (keep: Keep, ever: readonly { readonly id: string; readonly time: string }[], now: number) =>
  ever.flatMap(({ id, time }, index) => {
    const at = new Date(time);
    const before = new Date(ever[index - 1]?.time ?? 0);
    const isKept = now < at.getTime() + keptDays(keep, at, before) * DAY_MS;
    return isKept || index === ever.length - 1 ? [id] : [];
  });

test('two years under a policy of days, weeks, months and years', { timeout: 120_000 }, async () => {
  const life = new Life();
  await life.engine.protect({
    keep: 'P7D',
    tags: [
      ['Yearly', 'P3650D', 1, { absoluteCriteria: ['FirstOfYear'] }],
      ['Monthly', 'P400D', 2, { absoluteCriteria: ['FirstOfMonth'] }],
      ['Weekly', 'P84D', 3, { absoluteCriteria: ['FirstOfWeek'] }],
    ],
  });
  const keep = { day: 7, week: 84, month: 400, year: 3_650 };
  const counts: number[] = [];
  for (let n = 0; n < 731; n += 1) {
    const { points, now, most, job } = await life.day(true);
    expect(job?.status).toBe('Completed');
    expect(points).toEqual(keptAt(keep, life.ever, now));
    counts.push(points.length);
    expect(most).toBeLessThanOrEqual(LIMIT);
  }
  expect(life.ever).toHaveLength(731);
  // Seven days, twelve weeks, thirteen months and two or three years, of which some are the same.
  expect(counts.at(-1)).toBeGreaterThan(25);
  await life.isTidy();
});

/** Points of so many days before, as their backups have left them. */
const backedUpBefore = async ({ engine, ever }: Life, days: number): Promise<void> => {
  const [first] = ever;
  const { diskSnapshots } = engine.cloud;
  const snapshot = diskSnapshots.get(first?.diskSnapshotId ?? '');
  if (first === undefined || snapshot === undefined) throw new Error('There is no backup to go by');
  const owner = { controlAccountId, backupInstance: instance };
  const older: VolumeRecoveryPoint[] = [];
  for (let n = days; n >= 1; n -= 1) {
    const at = Date.parse(first.time) - n * DAY_MS;
    const id = scheduledRecoveryPointId(Math.floor(at / DAY_MS) * DAY_MS + 2 * HOUR_MS);
    const name = snapshotName(owner, id);
    const diskSnapshotId = `${snapshotGroup}/providers/Microsoft.Compute/snapshots/${name}`;
    diskSnapshots.put({ ...snapshot, id: diskSnapshotId, tags: snapshotTags(owner, id) });
    const point = { ...first, id, time: new Date(at).toISOString(), diskSnapshotId };
    await engine.fixture.vault.volumePoints.commit(point);
    older.push(point);
  }
  ever.unshift(...older);
};

test('at the limit: room is made while a lock keeps prunes away, and never more than 450 are there', {
  timeout: 120_000,
}, async () => {
  const life = new Life();
  const { engine } = life;
  await engine.protect({ keep: 'P440D' });
  await life.day(false);
  await backedUpBefore(life, 440);
  const keep = { day: 440 };
  const { points: begun, now: then } = await life.day(true);
  expect(begun).toEqual(keptAt(keep, life.ever, then));
  const lock = engine.cloud.lock({ name: 'keep', level: 'CanNotDelete', scope: snapshotGroup });
  const outcomes: string[] = [];
  for (let n = 0; n < 20; n += 1) {
    // Nobody prunes while the lock is there, nor for some days after.
    if (n === 13) engine.cloud.locks.remove(lock);
    const { points, most, job } = await life.day(n === 19);
    expect(Math.max(most, points.length)).toBeLessThanOrEqual(LIMIT);
    outcomes.push(job?.errors[0]?.code ?? `${job?.status}, ${job?.pruneDecisions?.deletes.length ?? 0} gone`);
    if (n < 19) continue;
    expect(points).toEqual(keptAt(keep, life.ever, engine.time.now));
  }
  expect(outcomes).toEqual([
    ...Array.from({ length: 10 }, () => 'Completed, 0 gone'),
    ...Array.from({ length: 3 }, () => 'UserErrorRecoveryPointLimitReached'),
    ...Array.from({ length: 7 }, () => 'Completed, 1 gone'),
  ]);
  await life.isTidy();
});
