// Every workflow, cancelled before each of its steps in turn: it stops there, holds nothing afterwards, and ends as
// Cancelled; from what it cannot take back on it ends as what it is. The next operation finds all in order.

import { expect, test } from 'vitest';
import { activities } from '../../src/workflows/catalogue.ts';
import { contentsOf } from '../support/account-contents.ts';
import { cancelBefore } from '../support/cancel-steps.ts';
import { check } from '../support/check-steps.ts';
import type { Engine } from '../support/engine-fixture.ts';
import { accountId } from '../support/engine-fixture.ts';
import { exportJobs } from '../support/export-steps.ts';
import { brokenPoints, catalogued, leftovers, stored, threePoints } from '../support/prune-fixture.ts';
import type { RunOptions, WorkflowRun } from '../support/replay.ts';
import { verify } from '../support/verify-steps.ts';

type World = Awaited<ReturnType<typeof threePoints>>;
type Run = (engine: Engine, options: Partial<RunOptions>) => Promise<{ readonly run: WorkflowRun }>;

/** A cancel is too late when only telling and closing is left. */
const isLast = (name: string): boolean => name === activities.reportProgress.name || name.startsWith('close');

const eachStep = async <Outcome extends Awaited<ReturnType<Run>>>(
  work: (engine: Engine, world: World, options: Partial<RunOptions>) => Promise<Outcome>,
  holds: (engine: Engine, world: World, outcome: Outcome, cancelled: boolean) => Promise<void>,
  prepare: (world: World) => Promise<void> = async () => undefined,
): Promise<void> => {
  const world = await threePoints();
  await prepare(world);
  const names = (await work(world.engine.copy(), world, {})).run.called.map(({ name }) => name);
  const from = names.findLastIndex((name) => !isLast(name)) + 1;
  expect(from).toBeGreaterThan(1);
  // The job is opened by the first step: before it there is nothing to cancel.
  for (const [index, name] of names.entries()) {
    if (index === 0) continue;
    const engine = world.engine.copy();
    const outcome = await work(engine, world, cancelBefore(engine, index + 1));
    const isCancelled = index < from;
    try {
      if (isCancelled) {
        // Of what a slice has begun it makes an end; then nothing but closing is called.
        const after = outcome.run.called.slice(index).map((call) => call.name);
        expect(after.filter((called) => !called.startsWith('close')).length).toBeLessThanOrEqual(4);
      }
      expect(await engine.vault.locks.list()).toEqual([]);
      expect(catalogued(engine, /^pins\//)).toEqual([]);
      await holds(engine, world, outcome, isCancelled);
    } catch (error) {
      throw new Error(`cancelled before call ${index + 1}, ${name}`, { cause: error });
    }
  }
};

const cancelled = { status: 'Cancelled', errors: [{ code: 'UserErrorJobCancelled' }] };
const completed = { status: 'Completed', errors: [] };
const names = (engine: Engine) => [...contentsOf(engine.source).keys()];

test('a backup leaves no recovery point and nothing else, and the next one is whole', async () => {
  await eachStep(
    (engine, _, options) => {
      engine.source.putText('docs', 'new', 'new');
      return engine.backUp({}, options);
    },
    async (engine, world, { job, point, output, input }, isCancelled) => {
      expect(job).toMatchObject(isCancelled ? cancelled : completed);
      expect(job.endTime).toBeDefined();
      expect(point === undefined).toBe(isCancelled);
      expect(output.recoveryPointId).toBe(isCancelled ? undefined : input.recoveryPointId);
      if (isCancelled) expect(job.subTasks.map(({ status }) => status)).toContain('Cancelled');
      expect(await engine.vault.runs.list('contoso')).toEqual([]);
      expect(names(engine).filter((name) => name.includes('_holdfast'))).toEqual([]);
      expect(engine.data.containers.get('markers')?.blobs.size ?? 0).toBe(0);
      expect(await brokenPoints(world, engine)).toEqual(
        isCancelled ? [] : [expect.stringContaining(input.recoveryPointId)],
      );
      const next = await engine.backUp();
      expect(next.job).toMatchObject(completed);
      expect((await engine.restore(next.input.recoveryPointId)).job).toMatchObject(completed);
      expect(contentsOf(engine.target)).toEqual(contentsOf(engine.source));
    },
  );
});

test('a restore unpins its point, says what stays, and another one ends it', async () => {
  await eachStep(
    (engine, world, options) => engine.restore(world.ids[1] ?? '', {}, options),
    async (engine, world, { job }, isCancelled) => {
      expect(job).toMatchObject(isCancelled ? cancelled : completed);
      expect(job.restore === undefined).toBe(isCancelled);
      expect(catalogued(engine, /^restores\/.*slice/)).toEqual([]);
      const again = await engine.restore(world.ids[1] ?? '', { conflict: 'overwrite' });
      expect(again.job).toMatchObject(completed);
    },
  );
});

test('a prune leaves every point whole, and the next one ends its work', async () => {
  await eachStep(
    (engine, world, options) => engine.prune({ requested: [world.ids[0] ?? ''] }, options),
    async (engine, world, { job }, isCancelled) => {
      expect(job).toMatchObject(isCancelled ? cancelled : completed);
      expect(await brokenPoints(world, engine)).toEqual([]);
      const next = await engine.prune({ requested: [world.ids[0] ?? ''] });
      expect(next.job.errors).toEqual([]);
      expect(stored(engine)).toEqual({ points: 2, objects: 3, chunks: 4 });
      expect(catalogued(engine, /^deletions\//)).toEqual([]);
      expect(leftovers(engine)).toEqual([]);
    },
  );
});

test('a verification unpins its point, and records nothing', async () => {
  await eachStep(
    (engine, world, options) => verify(engine, world.ids[1] ?? '', {}, options),
    async (engine, world, { job, verification }, isCancelled) => {
      expect(job).toMatchObject(isCancelled ? cancelled : completed);
      expect(verification === undefined).toBe(isCancelled);
      expect(catalogued(engine, /^verification-runs\//)).toEqual([]);
      expect((await verify(engine, world.ids[1] ?? '')).job).toMatchObject(completed);
    },
  );
});

test('a check leaves no report, no lock and no plan, and the next one ends its work', async () => {
  const phases = new Set<string>();
  await eachStep(
    (engine, _, options) => check(engine, { repair: true }, options),
    async (engine, world, { job, run }, isCancelled) => {
      for (const { name } of run.called) phases.add(name);
      expect(job.status).toBe(isCancelled ? 'Cancelled' : 'Completed');
      expect((await engine.vault.checks.report(job.id)) === undefined).toBe(isCancelled);
      expect(catalogued(engine, /^checks\/.*\/(documents|manifests|garbage)\//)).toEqual([]);
      expect(leftovers(engine)).toEqual([]);
      expect(await brokenPoints(world, engine)).toEqual([]);
      expect((await engine.backUp()).job).toMatchObject(completed);
      expect((await check(engine, { repair: true })).job).toMatchObject(completed);
      expect(garbageIn(engine)).toEqual([]);
    },
    async ({ engine }) => {
      const claim = { instance: 'contoso', pool: [accountId('data')], at: '2026-11-22T00:00:00.000Z' };
      await engine.vault.dataAccounts.claim(claim);
      for (const [container, name] of garbage) engine.data.putText(container, name, 'garbage');
      engine.time.now += 8 * 86_400_000;
    },
  );
  expect([...phases]).toEqual(expect.arrayContaining(['sweepSlice', 'closeGarbageSearch']));
});

test('an export of the list of jobs leaves no file, and the next one is whole', async () => {
  await eachStep(
    (engine, _, options) => exportJobs(engine, {}, options),
    async (engine, _, { job, json, csv }, isCancelled) => {
      expect(job).toMatchObject(isCancelled ? cancelled : completed);
      expect([json === undefined, csv === undefined]).toEqual([isCancelled, isCancelled]);
      const next = await exportJobs(engine);
      expect(next.job).toMatchObject(completed);
      expect(next.json).toContain(job.id);
    },
  );
});

const garbage = [
  ['objects', `aa/aa${'0'.repeat(62)}`],
  ['chunks', `bb/bb${'0'.repeat(62)}`],
] as const;

const garbageIn = (engine: Engine) =>
  garbage.filter(([container, name]) => engine.data.text(container, name) !== undefined);
