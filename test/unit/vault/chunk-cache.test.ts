// The chunk cache: keeps what was used last, within its capacity.

import { expect, test } from 'vitest';
import type { Chunk } from '../../../src/domain/manifest/chunk.ts';
import { cachedReader } from '../../../src/vault/chunk-cache.ts';

const chunk = (level: number): Chunk => ({ kind: 'index', level, children: [] });

const countingReader = (capacity: number) => {
  const fetched: string[] = [];
  const reader = cachedReader(async (hash) => {
    fetched.push(hash);
    return { chunk: chunk(hash.length), weight: 10 };
  }, capacity);
  return { fetched, reader };
};

test('forgets what was used longest ago when it is full', async () => {
  const { fetched, reader } = countingReader(30);
  for (const hash of ['a', 'b', 'c', 'a', 'd', 'a', 'c', 'b']) await reader.read(hash);
  expect(fetched).toEqual(['a', 'b', 'c', 'd', 'b']);
});

test('keeps nothing that is larger than it, and still answers', async () => {
  const { fetched, reader } = countingReader(5);
  expect(await reader.read('a')).toEqual(chunk(1));
  expect(await reader.read('a')).toEqual(chunk(1));
  expect(fetched).toEqual(['a', 'a']);
});

test('does not remember a failure', async () => {
  let attempts = 0;
  const reader = cachedReader(async () => {
    attempts += 1;
    if (attempts === 1) throw new Error('unreachable');
    return { chunk: chunk(1), weight: 1 };
  });
  await expect(reader.read('a')).rejects.toThrow('unreachable');
  expect(await reader.read('a')).toEqual(chunk(1));
});
