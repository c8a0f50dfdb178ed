// What a backup does with one listed blob, row by row: copy, keep, name as a warning.

import { describe, expect, test } from 'vitest';
import type { ListedBlob } from '../../../src/domain/selection/classify-blob.ts';
import { classifyBlob } from '../../../src/domain/selection/classify-blob.ts';

const listed: ListedBlob = {
  name: 'a',
  size: 3,
  etag: '0x1',
  lastModified: 1000,
  md5: 'rL0Y20zC+Fzt72VPzMSk2A==',
  tier: 'Cool',
  blobType: 'BlockBlob',
};
const entry = {
  container: 'c',
  name: 'a',
  size: 3,
  etag: '0x1',
  lastModified: 1000,
  md5: 'rL0Y20zC+Fzt72VPzMSk2A==',
  tier: 'Cool',
  kind: 'block',
};

describe('classifyBlob', () => {
  test('takes everything but the place of the bytes from the listing', () => {
    expect(classifyBlob('c', listed)).toEqual({ kind: 'entry', entry });
  });

  test('a directory has no bytes, checksum or tier', () => {
    const { md5: _, tier: __, ...rest } = entry;
    expect(classifyBlob('c', { ...listed, directory: true })).toEqual({
      kind: 'entry',
      entry: { ...rest, size: 0, kind: 'directory' },
    });
  });

  test('an archived blob may yet be kept', () => {
    expect(classifyBlob('c', { ...listed, tier: 'Archive' })).toEqual({
      kind: 'archived',
      entry: { ...entry, tier: 'Archive' },
    });
  });

  test.each<[Partial<ListedBlob>, string]>([
    [{ snapshot: '2026-11-22T02:00:00.0000000Z' }, 'SnapshotsNotProtected'],
    [{ blobType: 'AppendBlob' }, 'AppendBlobNotSupported'],
    [{ blobType: 'PageBlob' }, 'PageBlobNotSupported'],
    [{ customerProvidedKey: true }, 'CustomerProvidedKeyNotReadable'],
    [{ customerProvidedKey: true, tier: 'Archive' }, 'CustomerProvidedKeyNotReadable'],
  ])('%j is left out as %s', (change, warning) => {
    expect(classifyBlob('c', { ...listed, ...change })).toEqual({ kind: 'left-out', warning });
  });
});
