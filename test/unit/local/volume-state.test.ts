// The comparison that the demonstration of volumes stands on: every way in which restored bytes can be wrong is counted.

import { expect, test } from 'vitest';
import { differingBlocks, stateOf } from '../../../local/demo/volume-state.ts';
import { BLOCK_BYTES, BlockContent } from '../../../src/memory/cloud/block-content.ts';

const BLOCKS = 10;

const volume = (): BlockContent => {
  const content = new BlockContent(BLOCKS * BLOCK_BYTES);
  content.write(2 * BLOCK_BYTES, Buffer.alloc(3 * BLOCK_BYTES, 'x'));
  return content;
};

const compareWith = (restored: BlockContent): number => differingBlocks(stateOf(volume()), stateOf(restored));

test('the same bytes are equal, and zeros that were written are as zeros that were not', () => {
  const restored = volume();
  expect(compareWith(restored)).toBe(0);
  restored.write(7 * BLOCK_BYTES, new Uint8Array(BLOCK_BYTES));
  expect(compareWith(restored)).toBe(0);
});

test.each<[string, (content: BlockContent) => void, number]>([
  ['one byte that is another', (content) => content.write(3 * BLOCK_BYTES + 17, Buffer.from('y')), 1],
  ['a byte where there was none', (content) => content.write(BLOCKS * BLOCK_BYTES - 1, Buffer.from('y')), 1],
  [
    'a block that has become zero',
    (content) => content.write(4 * BLOCK_BYTES, new Uint8Array(BLOCK_BYTES)),
    1,
  ],
  [
    'a write over the edge of two blocks',
    (content) => content.write(3 * BLOCK_BYTES - 1, Buffer.from('yy')),
    2,
  ],
])('counts %s', (_what, spoil, blocks) => {
  const restored = volume();
  spoil(restored);
  expect(compareWith(restored)).toBe(blocks);
});

test('counts blocks that are elsewhere than they were, and what is beyond the end of one of both', () => {
  const shifted = new BlockContent(BLOCKS * BLOCK_BYTES);
  shifted.write(3 * BLOCK_BYTES, Buffer.alloc(3 * BLOCK_BYTES, 'x'));
  expect(compareWith(shifted)).toBe(2);
  const larger = volume().copy((BLOCKS + 2) * BLOCK_BYTES);
  expect(compareWith(larger)).toBe(2);
  larger.write((BLOCKS + 1) * BLOCK_BYTES, Buffer.from('z'));
  expect(compareWith(larger)).toBe(2);
  expect(differingBlocks(stateOf(larger), stateOf(volume()))).toBe(2);
});

test('where nothing was restored, all of it is wrong', () => {
  expect(differingBlocks(stateOf(volume()), undefined)).toBe(BLOCKS);
});

test('it outlives being written down', () => {
  expect(JSON.parse(JSON.stringify(stateOf(volume())))).toEqual(stateOf(volume()));
});
