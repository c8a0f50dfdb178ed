// Contract of the object store: what a blob holds, found by reading it to its end.

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { GetWorld } from './world.ts';
import { bytesOf, expectRefusal, itemOf, newPair, newStore, someBytes } from './world.ts';

const md5Of = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('base64');

export const describeDigests = (getWorld: GetWorld): void => {
  describe('digests', () => {
    test.each([0, 1, 100_000, 9_000_001])('are of all %i bytes', async (size) => {
      const world = getWorld();
      const store = await newStore(world);
      const bytes = someBytes(size);
      await world.seed.put(store.accountId, 'data', 'ä/100% ?#.bin', bytes);
      const { etag, md5 } = await itemOf(store, 'ä/100% ?#.bin');
      expect(await store.digest('data', 'ä/100% ?#.bin')).toEqual({
        size,
        etag,
        md5: md5Of(bytes),
        ...(md5 === undefined ? {} : { statedMd5: md5 }),
      });
    });

    test('are of what is there, not of what is stated', async () => {
      const { source, target, requestFor } = await newPair(getWorld());
      await source.write('data', 'one', bytesOf('one'));
      await target.copyFrom(await requestFor('one'));
      expect(await target.digest('data', 'copy of one')).toMatchObject({
        size: 3,
        md5: md5Of(bytesOf('one')),
      });
      await target.write('data', 'copy of one', bytesOf('two'));
      expect(await target.digest('data', 'copy of one')).toMatchObject({
        size: 3,
        md5: md5Of(bytesOf('two')),
      });
    });

    test('are not there where no blob or container is', async () => {
      const store = await newStore(getWorld());
      expect(await store.digest('data', 'nothing')).toBeUndefined();
      expect(await store.digest('nowhere', 'nothing')).toBeUndefined();
    });

    test('of archived blobs cannot be made', async () => {
      const world = getWorld();
      const store = await newStore(world);
      await store.write('data', 'old', bytesOf('x'));
      await world.seed.setTier(store.accountId, 'data', 'old', 'Archive');
      await expectRefusal(store.digest('data', 'old'), 'source-unreadable');
    });
  });
};
