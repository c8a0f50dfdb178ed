// A backup on top of damage: what a verification found missing or wrong is copied anew, so that the new recovery point is
// whole, and older ones are where the source still has what they name.

import { beforeEach, describe, expect, test } from 'vitest';
import { leafRefs } from '../../src/domain/manifest/walk.ts';
import type { RecoveryPoint } from '../../src/domain/recovery-point/recovery-point.ts';
import { needsRecheck } from '../../src/domain/recovery-point/trust.ts';
import { objectsContainer } from '../../src/vault/layout.ts';
import { contentsOf } from '../support/account-contents.ts';
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
let first: RecoveryPoint;

beforeEach(async () => {
  engine = await Engine.start();
  for (const container of ['alpha', 'beta']) {
    engine.source.createContainer(container);
    for (let i = 0; i < 10; i += 1) engine.source.putText(container, `blob-${i}`, `${container} ${i}`);
  }
  engine.source.putText('beta', 'unhashed', 'in blocks', { md5: false });
  first = await pointOf(engine.backUp());
});

const pointOf = async (backup: ReturnType<Engine['backUp']>): Promise<RecoveryPoint> => {
  const { point, job } = await backup;
  if (point === undefined) throw new Error(JSON.stringify(job.errors));
  return point;
};

const restoresWhole = async (point: RecoveryPoint): Promise<void> => {
  const { job } = await engine.restore(point.id);
  expect(job).toMatchObject({ status: 'Completed', restore: { blobs: 21, verified: 21, mismatched: 0 } });
  expect(contentsOf(engine.target)).toEqual(contentsOf(engine.source));
};

const leafOf = async (container: string): Promise<string> => {
  const chunks = engine.vault.chunks(first.dataAccountId);
  for await (const { hash } of leafRefs(chunks, first.manifestRoot, { container })) return hash;
  throw new Error('No leaf');
};

describe('the next backup', () => {
  const harms: readonly [string, () => void, number][] = [
    ['a deleted object', () => removeObject(engine, 'alpha', 'blob-3'), 1],
    [
      'a truncated object',
      () => swapContent(engine.data, objectsContainer, objectOf(engine, 'beta', 'blob-0'), (b) => b.slice(1)),
      1,
    ],
    [
      'an object that was replaced',
      () => void engine.data.putText(objectsContainer, objectOf(engine, 'beta', 'blob-1'), 'BETA 1'),
      1,
    ],
    [
      'an object that changed behind its properties',
      () => swapContent(engine.data, objectsContainer, objectOf(engine, 'beta', 'blob-2'), flipByte),
      1,
    ],
    ['all objects', () => engine.data.containerOf(objectsContainer).blobs.clear(), 21],
    ['the root', () => removeChunk(engine, first.manifestRoot), 0],
    ['a byte of the root', () => flipInChunk(engine, first.manifestRoot), 0],
  ];

  test.each(harms)('heals %s', async (_what, harm, copiedBlobs) => {
    harm();
    expect((await verify(engine, first.id)).job.status).toBe('Failed');
    const second = await pointOf(engine.backUp());
    expect(second).toMatchObject({ blobs: 21, copiedBlobs, recheckedAt: second.time });
    expect(second.previous).toBeUndefined();
    expect((await verify(engine, second.id)).job.status).toBe('Completed');
    await restoresWhole(second);
    // The source had everything as it was: the older point is whole again too, and says so when it is asked.
    expect((await verify(engine, first.id)).job.status).toBe('Completed');
  });

  test('heals a leaf that lost a byte, and one that is gone', async () => {
    flipInChunk(engine, await leafOf('alpha'));
    removeChunk(engine, await leafOf('beta'));
    await verify(engine, first.id);
    const second = await pointOf(engine.backUp());
    expect(second.manifestRoot).toBe(first.manifestRoot);
    expect((await verify(engine, second.id)).job.status).toBe('Completed');
  });

  test('heals what an older point shares with the newest', async () => {
    engine.source.putText('alpha', 'later', 'later');
    await engine.backUp();
    removeObject(engine, 'alpha', 'blob-3');
    await verify(engine, first.id);
    const third = await pointOf(engine.backUp());
    expect(third).toMatchObject({ copiedBlobs: 1, recheckedAt: third.time });
  });

  test('copies what is suspect once, however often its slices are repeated', async () => {
    const object = objectOf(engine, 'beta', 'blob-2');
    swapContent(engine.data, objectsContainer, object, flipByte);
    await verify(engine, first.id);
    let copies = 0;
    const died = new Set<string>();
    // Every slice dies once as it says what it did: which of them copied the object is a matter of their order.
    engine.hook = ({ method, blob, account }) => {
      if (method === 'copyFrom' && blob === object) copies += 1;
      if (method !== 'write' || account !== 'control' || blob?.includes('/slices/') !== true)
        return undefined;
      if (died.has(blob)) return undefined;
      died.add(blob);
      throw new Error('The process died');
    };
    // The service keeps whole seconds.
    engine.time.now += 1_000;
    const second = await pointOf(engine.backUp());
    // The second call finds what the first one wrote, and leaves it.
    expect(copies).toBe(2);
    expect((await verify(engine, second.id)).job.status).toBe('Completed');
  });

  test('trusts the point before again', async () => {
    removeObject(engine, 'alpha', 'blob-3');
    await verify(engine, first.id);
    const second = await pointOf(engine.backUp());
    const before = engine.requests('data');
    const third = await pointOf(engine.backUp());
    expect(third).toMatchObject({ previous: second.id, recheckedAt: second.time, copiedBlobs: 0 });
    expect(engine.requests('data') - before).toBeLessThan(20);
    // Found damaged anew, it is looked at anew.
    removeObject(engine, 'beta', 'blob-7');
    await verify(engine, third.id);
    expect(await pointOf(engine.backUp())).toMatchObject({ copiedBlobs: 1 });
  });

  test('keeps archived blobs that the vault still holds, and says which it has lost', async () => {
    for (const name of ['blob-1', 'blob-2']) engine.source.change('alpha', name, { tier: 'Archive' });
    const second = await pointOf(engine.backUp());
    expect(second).toMatchObject({ blobs: 21, warnings: [] });
    removeObject(engine, 'alpha', 'blob-2');
    await verify(engine, second.id);
    const third = await pointOf(engine.backUp());
    expect(third).toMatchObject({
      blobs: 20,
      warnings: [{ code: 'ArchivedBlobNotReadable', count: 1, examples: ['alpha/blob-2'] }],
    });
    expect((await verify(engine, third.id)).job.status).toBe('Completed');
  });
});

describe('a backup that finds the manifest before it damaged, though nobody had looked', () => {
  test.each([
    ['the root is missing', () => first.manifestRoot, removeChunk],
    ['the root is damaged', () => first.manifestRoot, flipInChunk],
    ['a leaf is missing', () => leafOf('alpha'), removeChunk],
    ['a leaf is damaged', () => leafOf('alpha'), flipInChunk],
  ] as const)('%s: looks at every blob, and is whole', async (_what, find, harm) => {
    const hash = await find();
    engine.source.putText('alpha', 'blob-0', 'changed');
    harm(engine, hash);
    const second = await pointOf(engine.backUp());
    expect(second).toMatchObject({ blobs: 21, copiedBlobs: 1 });
    expect((await verify(engine, second.id)).job.status).toBe('Completed');
    await restoresWhole(second);
    expect(engine.log.some(({ level, message }) => level === 'error' && message.includes('damaged'))).toBe(
      true,
    );
  });
});

describe('a recovery point is trusted', () => {
  const at = (hour: number): string => `2026-11-22T0${hour}:00:00.000Z`;

  test.each([
    ['where no damage was found', {}, [], false],
    ['where there is none', undefined, [], false],
    ['not where damage was found', {}, [at(1)], true],
    ['not where damage was found and there is no point', undefined, [at(1)], true],
    ['when everything was looked at since', { recheckedAt: at(2) }, [at(1)], false],
    ['not when damage was found after that', { recheckedAt: at(2) }, [at(1), at(3)], true],
  ] as const)('%s', (_what, previous, found, expected) => {
    expect(needsRecheck(previous, found)).toBe(expected);
  });
});
