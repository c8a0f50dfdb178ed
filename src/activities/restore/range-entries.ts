// The manifest's entries of one stretch of a restore plan, in name order, from a name on.

import type { ChunkReader } from '../../domain/manifest/chunk.ts';
import type { ManifestEntry } from '../../domain/manifest/entry.ts';
import { entries, seek } from '../../domain/manifest/walk.ts';
import type { RestoreRange } from '../../domain/restore/plan-restore.ts';
import { objectsContainer, vaultObjectBlob } from '../../vault/layout.ts';

const LEAVES_READ_AHEAD = 1;

export async function* rangeEntries(
  chunks: ChunkReader,
  root: string,
  range: RestoreRange,
  after: string | undefined,
): AsyncGenerator<ManifestEntry> {
  const { target: _, blobs, ...scope } = range;
  if (blobs === undefined) {
    const rest = after === undefined ? scope : { ...scope, after };
    yield* entries(chunks, root, rest, LEAVES_READ_AHEAD);
    return;
  }
  const { container } = range;
  for (const name of blobs) {
    if (after !== undefined && name <= after) continue;
    const entry = await seek(chunks, root, { container, name });
    if (entry !== undefined) yield entry;
  }
}

/** Groups of up to `size` entries. */
export async function* inBatches(
  source: AsyncIterable<ManifestEntry>,
  size: number,
): AsyncGenerator<readonly ManifestEntry[]> {
  let batch: ManifestEntry[] = [];
  for await (const entry of source) {
    batch.push(entry);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Where an entry's bytes are in the data account. Objects that several blobs share come with a later version. */
export const vaultObjectOf = ({ container, name, etag, location }: ManifestEntry) => {
  if (location !== undefined)
    throw new Error(`${container}/${name} is stored in a way that this version cannot read`);
  return { container: objectsContainer, name: vaultObjectBlob.build(container, name, etag) };
};
