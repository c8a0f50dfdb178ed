// Contract of the object store: deleting many blobs by one request.

import { describe, expect, test } from 'vitest';
import type { DeletedBlob, ObjectStore } from '../../../src/ports/object-store.ts';
import { MAX_BATCH } from '../../../src/ports/object-store.ts';
import type { GetWorld } from './world.ts';
import { bytesOf, expectRefusal, newStore } from './world.ts';

const outcomes = (deleted: readonly DeletedBlob[]): readonly string[] =>
  deleted.map((one) => (one.outcome === 'refused' ? one.error.code : one.outcome));

const namesIn = async (store: ObjectStore): Promise<readonly string[]> =>
  (await store.listBlobs('data', { include: { snapshots: true } })).items.map(({ name }) => name);

export const describeDeletingMany = (getWorld: GetWorld): void => {
  describe('deleting many blobs', () => {
    test('tells of each what became of it, in the order asked', async () => {
      const store = await newStore(getWorld());
      for (const name of ['a', 'b', 'c']) await store.write('data', name, bytesOf(name));
      const deleted = await store.deleteMany('data', ['c', 'never there', 'a']);
      expect(outcomes(deleted)).toEqual(['deleted', 'absent', 'deleted']);
      expect(await namesIn(store)).toEqual(['b']);
      expect(outcomes(await store.deleteMany('data', ['a', 'b']))).toEqual(['absent', 'deleted']);
    });

    test('takes one blob, and as many as the service allows, but no more and not none', async () => {
      const store = await newStore(getWorld());
      const names = Array.from({ length: MAX_BATCH }, (_, i) => `blob ${i}`);
      for (const name of ['one', 'blob 0', `blob ${MAX_BATCH - 1}`])
        await store.write('data', name, bytesOf('x'));
      expect(outcomes(await store.deleteMany('data', ['one']))).toEqual(['deleted']);
      const deleted = outcomes(await store.deleteMany('data', names));
      expect(deleted.filter((outcome) => outcome === 'deleted')).toHaveLength(2);
      expect(deleted.filter((outcome) => outcome === 'absent')).toHaveLength(MAX_BATCH - 2);
      await expectRefusal(store.deleteMany('data', [...names, 'one more']), 'invalid-request');
      await expectRefusal(store.deleteMany('data', []), 'invalid-request');
    });

    test('deletes blobs of any name, with their snapshots', async () => {
      const world = getWorld();
      const store = await newStore(world);
      const names = ['ä/100% ?#&.txt', 'a+b c', 'dir/sub/leaf', '日本'];
      for (const name of names) await store.write('data', name, bytesOf(name));
      await world.seed.snapshot(store.accountId, 'data', 'a+b c');
      expect(outcomes(await store.deleteMany('data', names))).toEqual(names.map(() => 'deleted'));
      expect(await namesIn(store)).toEqual([]);
    });

    test('leaves what is under a lease of another, and deletes the others', async () => {
      const world = getWorld();
      const store = await newStore(world);
      for (const name of ['a', 'held', 'z']) await store.write('data', name, bytesOf(name));
      await world.seed.lease(store.accountId, 'data', 'held');
      const deleted = await store.deleteMany('data', ['a', 'held', 'z']);
      expect(outcomes(deleted)).toEqual(['deleted', 'lease-held', 'deleted']);
      expect(deleted[1]).toMatchObject({ error: { name: 'StoreError', transient: false } });
      expect(await namesIn(store)).toEqual(['held']);
    });

    test('finds nothing in a container that is gone', async () => {
      const store = await newStore(getWorld());
      expect(outcomes(await store.deleteMany('no-such-container', ['a', 'b']))).toEqual(['absent', 'absent']);
    });
  });
};
