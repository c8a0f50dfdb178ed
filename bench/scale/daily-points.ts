// Daily recovery points in quick succession: what a backup leaves behind that finds one blob in a thousand changed, side by
// side, as in an account where files are put by date. The manifests come from the manifest writer, leaf by leaf, without a
// listing of all the account for each of them; records and vault objects are those of a backup.

import type { Leaf, LeafRef } from '../../src/domain/manifest/chunk.ts';
import { leafRefs, readLeaf } from '../../src/domain/manifest/walk.ts';
import type { RecoveryPoint } from '../../src/domain/recovery-point/recovery-point.ts';
import { vaultObjectBlob } from '../../src/vault/layout.ts';
import { sealManifest, writeLeaf } from '../../src/vault/manifest-writer.ts';
import type { Vault } from '../../src/vault/vault.ts';
import type { ScaleAccounts } from './scale-accounts.ts';
import { accountId } from './scale-accounts.ts';
import type { ScaleApp } from './scale-app.ts';
import { INSTANCE } from './scale-app.ts';

/** Makes points, each after the other, until so many days have one. */
export const makeDailyPoints = async (
  app: ScaleApp,
  accounts: ScaleAccounts,
  days: number,
  changedEachDay: number,
): Promise<void> => {
  let before = await newestPoint(app.vault);
  const chunks = app.vault.chunks(accountId('data'));
  const leaves: LeafRef[] = [];
  for await (const leaf of leafRefs(chunks, before.manifestRoot)) leaves.push(leaf);
  let at = 0;
  while (app.days < days) {
    const id = app.beginDay();
    let [left, bytes] = [changedEachDay, 0];
    for (; left > 0; at = (at + 1) % leaves.length) {
      const present = leaves[at] as LeafRef;
      const { leaf, changed, changedBytes } = change(await readLeaf(chunks, present.hash), id, left);
      for (const [name, size] of changed) accounts.objects.add(name, size);
      leaves[at] = await writeLeaf(chunks, leaf);
      left -= changed.length;
      bytes += changedBytes;
    }
    const { root, ...counts } = await sealManifest(chunks, leaves, before.manifestRoot);
    const copied = { copiedBlobs: changedEachDay, copiedBytes: bytes };
    before = await commit(app.vault, before, { id, manifestRoot: root, ...counts, ...copied });
  }
};

const newestPoint = async ({ recoveryPoints }: Vault): Promise<RecoveryPoint> => {
  const summary = await recoveryPoints.newest(INSTANCE);
  const point = summary === undefined ? undefined : await recoveryPoints.get(INSTANCE, summary.id);
  if (point === undefined) throw new Error('There is no recovery point to begin with');
  return point;
};

interface ChangedLeaf {
  readonly leaf: Leaf;
  /** Vault objects, by name and size. */
  readonly changed: readonly (readonly [name: string, bytes: number])[];
  readonly changedBytes: number;
}

/** The first entries of a leaf, so many at most, as they are when they have been written anew. */
const change = (leaf: Leaf, id: string, most: number): ChangedLeaf => {
  const count = Math.min(most, leaf.names.length);
  const isNew = (position: number): boolean => position < count;
  const etags = leaf.etags.map((etag, position) => (isNew(position) ? `${etag}-${id}` : etag));
  const modified = leaf.modified.map((moment, position) => (isNew(position) ? moment + 1_000 : moment));
  const changed = leaf.names
    .slice(0, count)
    .map(
      (name, position) =>
        [
          vaultObjectBlob.build(leaf.container, name, etags[position] ?? ''),
          leaf.sizes[position] ?? 0,
        ] as const,
    );
  const changedBytes = changed.reduce((sum, [, size]) => sum + size, 0);
  return { leaf: { ...leaf, etags, modified }, changed, changedBytes };
};

const commit = async (
  { recoveryPoints }: Vault,
  before: RecoveryPoint,
  made: Pick<
    RecoveryPoint,
    'id' | 'manifestRoot' | 'blobs' | 'bytes' | 'containers' | 'copiedBlobs' | 'copiedBytes'
  >,
): Promise<RecoveryPoint> => {
  const time = `${made.id.slice(0, 4)}-${made.id.slice(4, 6)}-${made.id.slice(6, 8)}T02:00:00.000Z`;
  const point = {
    ...before,
    ...made,
    time,
    completedAt: time,
    previous: before.id,
    previousScheduled: before.id,
  };
  const { committed } = await recoveryPoints.commit(point);
  if (!committed) throw new Error(`Recovery point ${made.id} exists`);
  return point;
};
