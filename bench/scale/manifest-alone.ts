// What of a first backup is the manifest's own. The account is listed, cut into leaves and written once more, into an
// account that has nothing yet, by what the backup uses for it; copies, workflow and records are left out.

import type { LeafRef } from '../../src/domain/manifest/chunk.ts';
import { LeafCutter } from '../../src/domain/manifest/leaf-cutter.ts';
import { classifyBlob } from '../../src/domain/selection/classify-blob.ts';
import type { ObjectStore } from '../../src/ports/object-store.ts';
import type { ChunkStore } from '../../src/vault/chunk-store.ts';
import { sealManifest, writeLeaf } from '../../src/vault/manifest-writer.ts';
import type { Vault } from '../../src/vault/vault.ts';
import type { ScaleAccounts, Tally } from './scale-accounts.ts';
import { accountId } from './scale-accounts.ts';
import { INSTANCE } from './scale-app.ts';

export interface WrittenAlone extends Tally {
  /** Of the processor, in all threads. */
  readonly cpuSeconds: number;
}

/** @param recoveryPointId of the first backup. Throws where the manifest is another than that one's. */
export const writeManifestAlone = async (
  vault: Vault,
  accounts: ScaleAccounts,
  recoveryPointId: string,
): Promise<WrittenAlone> => {
  accounts.startTally();
  const began = process.cpuUsage();
  const chunks = vault.chunks(accountId('apart'));
  const leaves: LeafRef[] = [];
  for (const container of accounts.containers)
    leaves.push(...(await writeLeaves(accounts.open(accountId('source')), chunks, container)));
  const { root } = await sealManifest(chunks, leaves);
  const { user, system } = process.cpuUsage(began);
  const point = await vault.recoveryPoints.get(INSTANCE, recoveryPointId);
  if (root !== point?.manifestRoot) throw new Error(`The manifest is ${root}, not ${point?.manifestRoot}`);
  return { ...accounts.tally, cpuSeconds: (user + system) / 1_000_000 };
};

const writeLeaves = async (
  source: ObjectStore,
  chunks: ChunkStore,
  container: string,
): Promise<readonly LeafRef[]> => {
  const cutter = new LeafCutter();
  const written: LeafRef[] = [];
  let continuation: string | undefined;
  do {
    const page = await source.listBlobs(container, continuation === undefined ? {} : { continuation });
    for (const item of page.items) {
      const classified = classifyBlob(container, item);
      if (classified.kind !== 'entry') throw new Error(`${container}/${item.name} is left out`);
      for (const leaf of cutter.push(classified.entry)) written.push(await writeLeaf(chunks, leaf));
    }
    continuation = page.continuation;
  } while (continuation !== undefined);
  for (const leaf of cutter.flush()) written.push(await writeLeaf(chunks, leaf));
  return written;
};
