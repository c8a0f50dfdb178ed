// Contract of the object store: blobs that are made in parts.

import { describe, expect, test } from 'vitest';
import type { GetWorld } from './world.ts';
import { bytesOf, expectRefusal, newStore, textOf } from './world.ts';

export const describeBlocks = (getWorld: GetWorld): void => {
  describe('blobs made in parts', () => {
    test('show nothing before they are committed, and then the parts in the order asked for', async () => {
      const store = await newStore(getWorld());
      await store.stageBlock('data', 'parts.txt', 'id-2', bytesOf('two'));
      await store.stageBlock('data', 'parts.txt', 'id-1', bytesOf('one '));
      await store.stageBlock('data', 'parts.txt', 'id-3', bytesOf('not wanted'));
      expect(await store.head('data', 'parts.txt')).toBeUndefined();
      expect((await store.listBlobs('data')).items).toEqual([]);
      await store.commitBlocks('data', 'parts.txt', ['id-1', 'id-2'], { contentType: 'text/csv' });
      expect(textOf((await store.read('data', 'parts.txt'))?.bytes)).toBe('one two');
      expect(await store.head('data', 'parts.txt')).toMatchObject({ size: 7, contentType: 'text/csv' });
    });

    test('hold the part that was uploaded last under an id', async () => {
      const store = await newStore(getWorld());
      await store.stageBlock('data', 'again', 'id', bytesOf('first'));
      await store.stageBlock('data', 'again', 'id', bytesOf('second'));
      await store.commitBlocks('data', 'again', ['id']);
      expect(textOf((await store.read('data', 'again'))?.bytes)).toBe('second');
    });

    test('may be committed again, as after an answer that was lost', async () => {
      const store = await newStore(getWorld());
      await store.stageBlock('data', 'twice', 'a', bytesOf('a'));
      await store.stageBlock('data', 'twice', 'b', bytesOf('b'));
      await store.commitBlocks('data', 'twice', ['a', 'b']);
      await store.commitBlocks('data', 'twice', ['a', 'b']);
      expect(textOf((await store.read('data', 'twice'))?.bytes)).toBe('ab');
    });

    test('are refused where a part was never uploaded', async () => {
      const store = await newStore(getWorld());
      await store.stageBlock('data', 'gap', 'a', bytesOf('a'));
      await expectRefusal(store.commitBlocks('data', 'gap', ['a', 'b']), 'invalid-request');
      expect(await store.head('data', 'gap')).toBeUndefined();
    });

    test('need their container', async () => {
      const store = await newStore(getWorld());
      await expectRefusal(store.stageBlock('absent', 'x', 'a', bytesOf('a')), 'container-not-found');
    });
  });
};
