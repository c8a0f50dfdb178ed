// Verification of recovery points: what is intact is found intact, and every kind of damage is found and named.

import { beforeEach, describe, expect, test } from 'vitest';
import type { LeafRef } from '../../src/domain/manifest/chunk.ts';
import { leafRefs } from '../../src/domain/manifest/walk.ts';
import type { RecoveryPoint } from '../../src/domain/recovery-point/recovery-point.ts';
import { objectsContainer } from '../../src/vault/layout.ts';
import { Engine } from '../support/engine-fixture.ts';
import {
  flipByte,
  flipInChunk,
  objectOf,
  removeChunk,
  removeObject,
  swapContent,
  verify,
} from '../support/verify-steps.ts';

let engine: Engine;
let point: RecoveryPoint;

const BETA = 200;

beforeEach(async () => {
  engine = await Engine.start();
  for (const container of ['alpha', 'beta', 'empty']) engine.source.createContainer(container);
  for (let i = 0; i < 10; i += 1) engine.source.putText('alpha', `photos/${i}`, `photo ${i}`);
  engine.source.putText('alpha', 'plain', 'no hash', { md5: false });
  for (let i = 0; i < BETA; i += 1) engine.source.putText('beta', `log/${i}.txt`, `line ${i}`);
  const backup = await engine.backUp();
  point = backup.point as RecoveryPoint;
});

const leavesOf = async (container: string) => {
  const found: LeafRef[] = [];
  const chunks = engine.vault.chunks(point.dataAccountId);
  for await (const ref of leafRefs(chunks, point.manifestRoot, { container })) found.push(ref);
  return found;
};

const tidy = async (): Promise<void> => {
  expect(await engine.vault.pins.list('contoso')).toEqual([]);
  const left = [...engine.control.containerOf('holdfast-vault').blobs.keys()];
  expect(left.filter((name) => name.startsWith('verification-runs/'))).toEqual([]);
};

describe('a recovery point that is intact', () => {
  test('is read to its end, and said to be intact', async () => {
    const { job, verification } = await verify(engine, point.id);
    expect(job).toMatchObject({ operation: 'Verify', status: 'Completed', errors: [] });
    expect(job.subTasks.map(({ status }) => status)).toEqual(['Completed', 'Completed', 'Completed']);
    expect(job.verification).toMatchObject({
      status: 'intact',
      samplePercent: 100,
      blobs: BETA + 11,
      bytes: point.bytes,
      readBlobs: BETA + 11,
      readBytes: point.bytes,
      confirmed: BETA + 10,
      unconfirmed: 1,
    });
    expect(verification).toMatchObject({ jobId: job.id, status: 'intact', damage: { examples: [] } });
    expect(await engine.vault.verifications.damaged('contoso')).toEqual(new Set());
    await tidy();
  });

  test('is sampled: the same blobs by the same job, and all are looked for', async () => {
    const before = engine.requests('data');
    const { job } = await verify(engine, point.id, { samplePercent: 10 });
    const { readBlobs = 0, present = 0 } = job.verification ?? {};
    expect(job.verification).toMatchObject({ status: 'intact', blobs: BETA + 11 });
    expect(readBlobs + present).toBe(BETA + 11);
    expect(readBlobs).toBeGreaterThan(BETA / 20);
    expect(readBlobs).toBeLessThan(BETA / 5);
    expect(engine.requests('data') - before).toBeLessThan(readBlobs + 200);
  });

  test('is verified in slices, each blob once', async () => {
    for (let i = 0; i < 1_500; i += 1) engine.source.putText('beta', `more/${i}.txt`, `line ${i}`);
    const { id = '', blobs } = (await engine.backUp()).point ?? {};
    const slices = new Set<string>();
    engine.hook = ({ method, blob = '' }) => {
      if (method === 'digest') engine.time.now += 1_000;
      if (method === 'write' && blob.startsWith('verification-runs/')) slices.add(blob);
      return undefined;
    };
    const { job } = await verify(engine, id, { settings: { lanes: 3, sliceSeconds: 100 } });
    expect(job.verification).toMatchObject({ status: 'intact', blobs, readBlobs: blobs });
    // Two lanes for this many blobs, and batches of 256.
    expect(slices.size).toBeGreaterThanOrEqual(6);
    await tidy();
  });

  test('is intact with a wrong MD5 that the source itself states, as long as the source has the blob', async () => {
    swapContent(engine.source, 'alpha', 'photos/3', flipByte);
    const { point: next } = await engine.backUp();
    swapContent(engine.data, objectsContainer, objectOf(engine, 'alpha', 'photos/3'), flipByte);
    const { job } = await verify(engine, next?.id ?? '');
    expect(job.verification).toMatchObject({ status: 'intact', unconfirmed: 2, contentDiffers: 0 });
  });
});

describe('damage', () => {
  const kinds: readonly [string, (object: string) => void, object][] = [
    ['deleted', (object) => engine.data.remove(objectsContainer, object), { missing: 1 }],
    [
      'truncated',
      (object) => swapContent(engine.data, objectsContainer, object, (bytes) => bytes.slice(1)),
      { sizeDiffers: 1 },
    ],
    [
      'changed, and its MD5 with it',
      (object) => void engine.data.putText(objectsContainer, object, 'PHOTO 3'),
      { contentDiffers: 1 },
    ],
    [
      'changed behind its properties',
      (object) => swapContent(engine.data, objectsContainer, object, flipByte),
      { contentDiffers: 1 },
    ],
    [
      'archived',
      (object) => void engine.data.change(objectsContainer, object, { tier: 'Archive' }),
      { unreadable: 1 },
    ],
  ];

  test.each(kinds)('of a vault object that was %s is found and named', async (_what, harm, counts) => {
    harm(objectOf(engine, 'alpha', 'photos/3'));
    const { job, verification } = await verify(engine, point.id);
    expect(job.status).toBe('Failed');
    expect(job.errors).toHaveLength(1);
    expect(job.errors[0]).toMatchObject({
      code: 'RecoveryPointDamaged',
      message: expect.stringContaining('alpha (1: photos/)'),
    });
    expect(job.subTasks.map(({ status }) => status)).toEqual(['Completed', 'Completed', 'Completed']);
    expect(job.verification).toMatchObject({ status: 'damaged', blobs: BETA + 11, ...counts });
    expect(verification).toMatchObject({ status: 'damaged', counters: counts });
    const [kind] = Object.keys(counts);
    expect(verification?.damage).toMatchObject({
      containers: [{ name: 'alpha', blobs: 1, prefixes: [{ prefix: 'photos/', blobs: 1 }] }],
      examples: [{ container: 'alpha', name: 'photos/3', kind }],
      chunks: [],
    });
    expect(await engine.vault.verifications.damaged('contoso')).toEqual(new Set([point.id]));
    await tidy();
  });

  test('that the listing shows is found by the smallest sample', async () => {
    removeObject(engine, 'alpha', 'photos/1');
    engine.data.putText(objectsContainer, objectOf(engine, 'alpha', 'photos/2'), 'PHOTO 2');
    engine.data.putText(objectsContainer, objectOf(engine, 'beta', 'log/7.txt'), 'much longer');
    const { job } = await verify(engine, point.id, { samplePercent: 1 });
    expect(job.verification).toMatchObject({ missing: 1, contentDiffers: 1, sizeDiffers: 1 });
  });

  test('of a leaf: names the stretch that cannot be reached, and goes on with the rest', async () => {
    const many = 3_000;
    for (let i = BETA; i < many; i += 1) engine.source.putText('beta', `log/${i}.txt`, `line ${i}`);
    point = (await engine.backUp()).point as RecoveryPoint;
    const [first, second] = await leavesOf('beta');
    if (first === undefined || second === undefined) throw new Error('Too few leaves for this test');
    removeChunk(engine, first.hash);
    flipInChunk(engine, second.hash);
    removeObject(engine, 'alpha', 'plain');
    const { job, verification } = await verify(engine, point.id);
    const lost = first.entries + second.entries;
    expect(job.verification).toMatchObject({
      blobs: many + 11,
      unreachable: lost,
      damagedChunks: 2,
      missing: 1,
      readBlobs: many + 10 - lost,
    });
    expect(verification?.damage.chunks).toMatchObject([
      {
        hash: first.hash,
        problem: expect.stringContaining('is missing'),
        first: { container: 'beta', name: first.first },
        last: { container: 'beta', name: first.last },
        entries: first.entries,
      },
      { hash: second.hash, problem: expect.stringMatching(/decompressed|hash/) },
    ]);
    expect(job.errors[0]?.message).toContain(`beta/${first.first} to beta/${first.last}`);
  });

  test.each([['missing', removeChunk] as const, ['damaged', flipInChunk] as const])(
    'of the root, which is %s: all of the point',
    async (_what, harm) => {
      harm(engine, point.manifestRoot);
      const { job } = await verify(engine, point.id);
      expect(job.verification).toMatchObject({
        status: 'damaged',
        unreachable: BETA + 11,
        damagedChunks: 1,
        readBlobs: 0,
      });
      expect(job.errors[0]?.message).toContain(`all ${BETA + 11} blobs`);
    },
  );

  test('of everything is told in bounded size', async () => {
    engine.data.containerOf(objectsContainer).blobs.clear();
    const { job, verification } = await verify(engine, point.id, { samplePercent: 1 });
    expect(job.verification).toMatchObject({ missing: BETA + 11, readBlobs: 0 });
    expect(verification?.damage.examples).toHaveLength(100);
    expect(verification?.damage.containers).toMatchObject([
      { name: 'alpha', blobs: 11 },
      { name: 'beta', blobs: BETA },
    ]);
  });

  test('is gone from the point when a later verification passes', async () => {
    const object = objectOf(engine, 'alpha', 'photos/3');
    swapContent(engine.data, objectsContainer, object, flipByte);
    await verify(engine, point.id);
    const again = await verify(engine, point.id, { samplePercent: 1 });
    // A sample that might miss it reads again what is known to be wrong.
    expect(again.verification).toMatchObject({ status: 'damaged', counters: { contentDiffers: 1 } });
    swapContent(engine.data, objectsContainer, object, flipByte);
    const { verification } = await verify(engine, point.id);
    expect(verification).toMatchObject({ status: 'intact', damage: { suspects: [] } });
    expect(await engine.vault.verifications.damaged('contoso')).toEqual(new Set());
  });
});

describe('a verification that cannot be', () => {
  test('of a recovery point that is not there fails, and pins nothing', async () => {
    const { job, verification } = await verify(engine, '20200101T000000Z');
    expect(job).toMatchObject({ status: 'Failed', errors: [{ code: 'UserErrorRecoveryPointNotFound' }] });
    expect(verification).toBeUndefined();
    await tidy();
  });

  test('because the vault stays unreachable leaves the outcome of the one before', async () => {
    const before = await verify(engine, point.id);
    engine.inject({ method: 'listBlobs', account: 'data', when: 'before' });
    const { job, verification } = await verify(engine, point.id);
    expect(job).toMatchObject({ status: 'Failed', errors: [{ code: 'InternalError' }] });
    expect(job.verification).toBeUndefined();
    expect(verification).toEqual(before.verification);
    await tidy();
  });
});
