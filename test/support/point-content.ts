// A recovery point's record held against the entries of its manifest: their order, what may be among them, the counts.

import type { ManifestEntry } from '../../src/domain/manifest/entry.ts';
import { compareKeys } from '../../src/domain/manifest/entry.ts';
import type { RecoveryPoint } from '../../src/domain/recovery-point/recovery-point.ts';

export const marker = /^_holdfast-recovery-point-\d{8}T\d{6}Z(-[0-9a-f]{8})?$/;

export const checkContent = (what: string, point: RecoveryPoint, entries: readonly ManifestEntry[]): void => {
  const counted = new Map(point.containers.map(({ name }) => [name, { blobs: 0, bytes: 0 }]));
  let last: ManifestEntry | undefined;
  for (const entry of entries) {
    if (marker.test(entry.name)) throw new Error(`${what} holds the marker ${entry.container}/${entry.name}`);
    if (last !== undefined && compareKeys(last, entry) >= 0)
      throw new Error(`${what} has ${entry.container}/${entry.name} out of order`);
    last = entry;
    const count = counted.get(entry.container);
    if (count === undefined)
      throw new Error(`${what} holds a blob of ${entry.container}, which it does not name`);
    count.blobs += 1;
    count.bytes += entry.size;
  }
  for (const { name, blobs, bytes } of point.containers) {
    const count = counted.get(name);
    if (count?.blobs !== blobs || count.bytes !== bytes)
      throw new Error(`${what} miscounts the container ${name}`);
  }
  const bytes = entries.reduce((sum, { size }) => sum + size, 0);
  if (point.blobs !== entries.length || point.bytes !== bytes) throw new Error(`${what} miscounts its blobs`);
};
