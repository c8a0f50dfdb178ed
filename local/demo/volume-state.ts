// What the demonstration knows of a volume from reading it, apart from anything the app knows: the yardstick of the
// comparison. It can be written down as it is.

import type { BlockContent } from '../../src/memory/cloud/block-content.ts';
import { BLOCK_BYTES } from '../../src/memory/cloud/block-content.ts';
import { sha256 } from './blob-state.ts';

export interface VolumeState {
  readonly sizeBytes: number;
  /** SHA-256 by number of the block; what is left out is zero. */
  readonly blocks: Readonly<Record<string, string>>;
}

const ZERO_BLOCK = sha256(new Uint8Array(BLOCK_BYTES));

export const stateOf = (content: BlockContent): VolumeState => {
  const hashes = content.entries().map(([block, bytes]) => [String(block), sha256(bytes)] as const);
  const { sizeBytes } = content;
  return { sizeBytes, blocks: Object.fromEntries(hashes.filter(([, hash]) => hash !== ZERO_BLOCK)) };
};

/** How many blocks are not what they were, or beyond the other's end; all of them where there is nothing. */
export const differingBlocks = (expected: VolumeState, found: VolumeState | undefined): number => {
  if (found === undefined) return expected.sizeBytes / BLOCK_BYTES;
  const shorter = Math.min(expected.sizeBytes, found.sizeBytes) / BLOCK_BYTES;
  const written = new Set([...Object.keys(expected.blocks), ...Object.keys(found.blocks)]);
  const differing = [...written].filter((block) => expected.blocks[block] !== found.blocks[block]);
  const beyond = Math.abs(expected.sizeBytes - found.sizeBytes) / BLOCK_BYTES;
  return differing.filter((block) => Number(block) < shorter).length + beyond;
};
