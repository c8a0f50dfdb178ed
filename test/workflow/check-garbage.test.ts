// The last phase of a check: what no recovery point names, and is older than the grace time, is named with bytes and age, and
// goes with repair. Whatever is younger, under way, or cannot be told from what is in use, stays.

import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { leafRefs } from '../../src/domain/manifest/walk.ts';
import { contentsOf } from '../support/account-contents.ts';
import { check } from '../support/check-steps.ts';
import type { Engine } from '../support/engine-fixture.ts';
import { accountId } from '../support/engine-fixture.ts';
import { brokenPoints, catalogued, leftovers, threePoints } from '../support/prune-fixture.ts';
import { removeChunk } from '../support/verify-steps.ts';

const DAY = 86_400_000;

let world: Awaited<ReturnType<typeof threePoints>>;
let engine: Engine;
/** Container and name of what no recovery point names. */
const garbage = (index: number): readonly [string, string] => {
  const hash = createHash('sha256').update(String(index)).digest('hex');
  return [index % 2 === 0 ? 'objects' : 'chunks', `${hash.slice(0, 2)}/${hash}`];
};

const plant = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => {
    const [container, name] = garbage(index);
    engine.data.putText(container, name, 'garbage');
    return `Unreferenced data/${container}/${name}`;
  });

const dataOf = (): ReadonlyMap<string, string> => contentsOf(engine.data);

beforeEach(async () => {
  world = await threePoints();
  ({ engine } = world);
  const pool = [accountId('data')];
  await engine.vault.dataAccounts.claim({ instance: 'contoso', pool, at: '2026-11-22T00:00:00.000Z' });
});

const expectWhole = async (): Promise<void> => {
  expect(await brokenPoints(world, engine)).toEqual([]);
  expect(leftovers(engine)).toEqual([]);
  expect(catalogued(engine, /^checks\/.*\/(documents|manifests|garbage)\//)).toEqual([]);
};

test('what nothing names is named, with bytes and age, and goes with repair', async () => {
  const before = dataOf();
  const planted = plant(4).sort();
  const harmed = dataOf();
  engine.time.now += 8 * DAY;
  const looked = await check(engine);
  expect(looked.found).toEqual(planted);
  expect(looked.job.status).toBe('CompletedWithWarnings');
  expect(looked.report?.findings.listed[0]?.detail).toMatch(/^7 bytes, 8 days old \(2026-/);
  expect(dataOf()).toEqual(harmed);
  await expectWhole();
  const repaired = await check(engine, { repair: true });
  expect(repaired.found).toEqual(planted.map((one) => `${one} repaired`));
  expect(repaired.job).toMatchObject({ status: 'Completed', check: { repaired: 4, warnings: 0 } });
  expect(dataOf()).toEqual(before);
  await expectWhole();
  expect((await check(engine)).found).toEqual([]);
});

test('much of it is told by number', async () => {
  plant(100);
  engine.time.now += 8 * DAY;
  const { found, report, job } = await check(engine);
  expect(job.errors).toEqual([]);
  expect(found).toHaveLength(42);
  for (const container of ['objects', 'chunks']) {
    const rest = report?.findings.listed.find(({ thing }) => thing === `data/${container}`);
    expect(rest?.detail).toBe('30 more, 210 bytes');
  }
  expect((await check(engine, { repair: true })).job.check).toMatchObject({ repaired: 42, warnings: 0 });
  expect((await check(engine)).found).toEqual([]);
  expect(job.status).toBe('CompletedWithWarnings');
  await expectWhole();
});

test('is looked for in bounded slices, and each distinct chunk is read once', async () => {
  engine.time.now += 8 * DAY;
  const reads: string[] = [];
  let searching = false;
  engine.hook = ({ method, container, args }) => {
    if (searching && method === 'read' && container === 'chunks') reads.push(String(args[1]));
    return undefined;
  };
  const seen: string[] = [];
  const { run, found } = await check(
    engine,
    {},
    {
      activity: async (name, input) => {
        seen.push(name);
        searching = name === 'markIndexSlice' || name === 'markLeavesSlice';
        const output = await engine.callActivity(name, input);
        searching = false;
        return output;
      },
    },
  );
  expect(found).toEqual([]);
  expect(reads.length).toBeGreaterThan(3);
  expect(new Set(reads).size).toBe(reads.length);
  expect(new Set(reads)).toEqual(new Set(engine.data.containerOf('chunks').blobs.keys()));
  expect(seen.at(-1)).toBe('closeCheck');
  expect(Math.max(...run.generations.map(({ history }) => history.length))).toBeLessThan(300);
});

describe('stays', () => {
  test('what is younger than the grace time', async () => {
    engine.time.now += 8 * DAY;
    plant(4);
    engine.time.now += 6 * DAY;
    const before = dataOf();
    expect((await check(engine, { repair: true })).found).toEqual([]);
    expect(dataOf()).toEqual(before);
  });

  test.each(['copied', 'written'])('what a backup under way has %s', async (what) => {
    engine.source.putText('docs', 'fourth', 'of the fourth');
    engine.source.putText('docs', 'kept', 'changed');
    const results: (readonly string[])[] = [];
    const { point } = await engine.backUp(
      {},
      {
        activity: async (name, input) => {
          const output = await engine.callActivity(name, input);
          const at = what === 'copied' ? 'backUpSlice' : 'sealManifest';
          if (name !== at) return output;
          // So long that all of it is older than the grace time.
          engine.time.now += 8 * DAY;
          results.push((await check(engine, { repair: true })).found);
          return output;
        },
      },
    );
    expect(results.length).toBeGreaterThan(0);
    for (const found of results) expect(found).toEqual(['InstanceBusy contoso']);
    expect(point).toBeDefined();
    expect((await check(engine)).found).toEqual([]);
    expect((await brokenPoints(world, engine)).filter((one) => !one.startsWith(point?.id ?? ''))).toEqual([]);
  });

  test('what a prune is about to delete', async () => {
    engine.time.now += 40 * DAY;
    const results: (readonly string[])[] = [];
    const { job } = await engine.prune(
      {},
      {
        activity: async (name, input) => {
          const output = await engine.callActivity(name, input);
          if (name === 'planMarking') results.push((await check(engine, { repair: true })).found);
          return output;
        },
      },
    );
    expect(results).toEqual([['InstanceBusy contoso']]);
    expect(job.prune).toMatchObject({ recoveryPoints: 2 });
    await expectWhole();
  });

  test('what a prune has decided and not come to: that is the next prune’s', async () => {
    engine.time.now += 40 * DAY;
    const { output } = await engine.prune(
      {},
      {
        activity: async (name, input) => {
          if (name !== 'sweepSlice') return await engine.callActivity(name, input);
          const failure = { code: 'InternalError', message: 'cut off', recommendedAction: [] };
          return { kind: 'failed', failure };
        },
      },
    );
    expect(output.status).toBe('Failed');
    const before = dataOf();
    expect((await check(engine, { repair: true })).found).toEqual([]);
    expect(dataOf()).toEqual(before);
    expect((await engine.prune()).job.prune).toMatchObject({ objectsDeleted: 2 });
    await expectWhole();
  });

  test('everything where a manifest cannot be read', async () => {
    plant(4);
    engine.time.now += 8 * DAY;
    const point = await engine.vault.recoveryPoints.get('contoso', world.ids[0] ?? '');
    const chunks = engine.vault.chunks(accountId('data'));
    for await (const ref of leafRefs(chunks, point?.manifestRoot ?? '')) removeChunk(engine, ref.hash);
    const before = dataOf();
    const { found } = await check(engine, { repair: true });
    expect(found).toContain('GarbageUnknown contoso');
    expect(found.filter((one) => one.startsWith('Unreferenced'))).toEqual([]);
    expect(dataOf()).toEqual(before);
    expect(leftovers(engine)).toEqual([]);
  });

  test('everything where no record is left, though it is told', async () => {
    engine.time.now += 8 * DAY;
    for (const name of catalogued(engine, /^recovery-points\//))
      engine.control.remove('holdfast-vault', name);
    const before = dataOf();
    const { found } = await check(engine, { repair: true });
    expect(found.filter((one) => one.startsWith('Unreferenced')).length).toBeGreaterThan(3);
    expect(found.filter((one) => one.endsWith('repaired'))).toEqual([]);
    expect(dataOf()).toEqual(before);
  });

  test('what the account of another instance holds', async () => {
    plant(4);
    engine.time.now += 8 * DAY;
    const name = 'data-accounts/data.json';
    const claim = JSON.parse(engine.control.text('holdfast-vault', name) ?? '{}');
    engine.control.putText('holdfast-vault', name, JSON.stringify({ ...claim, backupInstance: 'fabrikam' }));
    const before = dataOf();
    expect((await check(engine, { repair: true })).found).toContain('GarbageUnknown contoso');
    expect(dataOf()).toEqual(before);
  });
});

test('what the storage service keeps is told with the reason', async () => {
  const [object] = plant(1);
  const [container, name] = garbage(0);
  engine.time.now += 8 * DAY;
  const until = engine.time.now + 30 * DAY;
  engine.data.change(container, name, { guard: 'immutable', guardedUntil: until });
  const { found, report, job } = await check(engine, { repair: true });
  expect(found).toEqual([object]);
  expect(job).toMatchObject({ status: 'CompletedWithWarnings', check: { warnings: 1, repaired: 0 } });
  expect(report?.findings.listed[0]?.detail).toContain(
    `; kept by immutability-policy until ${new Date(until).toISOString()}`,
  );
  expect(engine.data.text(container, name)).toBe('garbage');
});

test('what the storage service keeps is remembered until a prune may take it', async () => {
  const [object] = plant(1);
  const [container, name] = garbage(0);
  engine.time.now += 8 * DAY;
  const until = engine.time.now + 20 * DAY;
  engine.data.change(container, name, { guard: 'immutable', guardedUntil: until });
  const remembered = async () => (await engine.vault.pruning.get('contoso'))?.blocked;
  expect((await check(engine)).found).toEqual([object]);
  expect(await remembered()).toBeUndefined();
  for (let round = 0; round < 2; round += 1) {
    expect((await check(engine, { repair: true })).found).toEqual([object]);
    expect(await remembered()).toEqual({
      count: 1,
      bytes: 7,
      blobs: [
        expect.objectContaining({
          container,
          name,
          reason: 'immutability-policy',
          until: new Date(until).toISOString(),
        }),
      ],
    });
  }
  engine.time.now = until;
  expect((await engine.prune()).job.prune).toMatchObject({ objectsDeleted: 1, blocked: 0 });
  expect(await remembered()).toEqual({ count: 0, bytes: 0, blobs: [] });
});

test('a check that is cut off in the search lets go of the instance', async () => {
  plant(2);
  engine.time.now += 8 * DAY;
  const { job } = await check(
    engine,
    {},
    {
      activity: async (name, input) => {
        if (name === 'closeGarbageSearch') throw new Error('cut off');
        return await engine.callActivity(name, input);
      },
    },
  );
  expect(job.status).toBe('Failed');
  expect(leftovers(engine)).toEqual([]);
});
