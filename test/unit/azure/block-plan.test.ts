// How a large blob is cut into blocks, at the limits of the service.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockSizeFor, MAX_BLOB_SIZE, planBlocks } from '../../../src/azure/blob/block-plan.ts';

const MIB = 1024 * 1024;
const TIB = 1024 * 1024 * MIB;

describe('blockSizeFor', () => {
  test('is 64 MiB for all but the largest blobs', () => {
    expect(blockSizeFor(257 * MIB)).toBe(64 * MIB);
    expect(blockSizeFor(3 * TIB)).toBe(64 * MIB);
  });

  test('never needs more than 50,000 blocks, nor blocks of more than 4,000 MiB', () => {
    fc.assert(
      fc.property(
        fc.maxSafeInteger().map((n) => (Math.abs(n) % MAX_BLOB_SIZE) + 1),
        (size) => {
          const blockSize = blockSizeFor(size);
          expect(Math.ceil(size / blockSize)).toBeLessThanOrEqual(50_000);
          expect(blockSize).toBeLessThanOrEqual(4000 * MIB);
        },
      ),
    );
    expect(blockSizeFor(MAX_BLOB_SIZE)).toBe(4000 * MIB);
  });
});

describe('planBlocks', () => {
  test('covers the blob, without gap or overlap, by ids of one length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 100, max: 10_000 }),
        (size, blockSize) => {
          const blocks = planBlocks('0x8D1', size, blockSize);
          let at = 0;
          for (const { offset, length } of blocks) {
            expect(offset).toBe(at);
            expect(length).toBeGreaterThan(0);
            at += length;
          }
          expect(at).toBe(size);
          expect(new Set(blocks.map(({ id }) => id)).size).toBe(blocks.length);
          expect(new Set(blocks.map(({ id }) => id.length)).size).toBe(1);
        },
      ),
    );
  });

  test('gives the same ids for the same content, and others for other content or other blocks', () => {
    const ids = (etag: string, blockSize: number): string[] =>
      planBlocks(etag, 10_000, blockSize).map(({ id }) => id);
    expect(ids('0x8D1', 1000)).toEqual(ids('0x8D1', 1000));
    const others = new Set([...ids('0x8D2', 1000), ...ids('0x8D1', 2000)]);
    expect(ids('0x8D1', 1000).filter((id) => others.has(id))).toEqual([]);
  });

  test('gives ids that the service takes: base64 of at most 64 bytes', () => {
    for (const { id } of planBlocks('0x8D1', 10_000, 1000)) {
      expect(Buffer.from(id, 'base64').toString('base64')).toBe(id);
      expect(Buffer.from(id, 'base64').length).toBeLessThanOrEqual(64);
    }
  });
});
