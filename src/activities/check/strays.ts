// Blobs in a data account that are none of Holdfast's, and markers of backups that are over.

import type { Finding } from '../../domain/check/finding.ts';
import { finding } from '../../domain/check/finding.ts';
import { backupOrchestrationId } from '../../domain/job/orchestration-id.ts';
import type { KeyInterval } from '../../domain/verification/key-interval.ts';
import { allKeys, keyPrefixes } from '../../domain/verification/key-interval.ts';
import type { ObjectStore } from '../../ports/object-store.ts';
import { accountNameOf, isStoreError } from '../../ports/object-store.ts';
import {
  chunkBlob,
  chunksContainer,
  dataContainers,
  markersContainer,
  objectsContainer,
  vaultMarkerBlob,
  vaultObjectPrefix,
} from '../../vault/layout.ts';
import type { Vault } from '../../vault/vault.ts';

/** Names are made of hex digits; what else may begin a name is asked for one character at a time. */
const otherBeginnings = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).filter(
  (character) => !/[0-9a-f]/.test(character),
);

export const strayAt = (data: ObjectStore, container: string, name: string): Finding =>
  finding('UnknownBlob', `${accountNameOf(data.accountId)}/${container}/${name}`);

/** Of a stretch of keys. Strays among the objects of the stretch itself are met where those are listed. */
export const strays = async (data: ObjectStore, keys: KeyInterval): Promise<readonly Finding[]> => {
  const found: Finding[] = [];
  const look = async (container: string, prefix: string): Promise<void> => {
    for await (const name of namesUnder(data, container, prefix)) {
      if (chunkBlob.parse(name) === undefined) found.push(strayAt(data, container, name));
    }
  };
  for (const digits of keyPrefixes(keys)) await look(chunksContainer, vaultObjectPrefix(digits));
  if (keys.from > 0) return found;
  if (keys.to < allKeys.to) {
    for (const container of [chunksContainer, objectsContainer])
      for (const beginning of otherBeginnings) await look(container, beginning);
  }
  const known: ReadonlySet<string> = new Set(dataContainers);
  for (const container of await data.listContainers()) {
    if (!known.has(container) && !container.startsWith('$')) found.push(strayAt(data, container, ''));
  }
  return found;
};

/** A backup holds its lock until its markers are gone. */
export const leftoverMarkers = async (
  vault: Vault,
  data: ObjectStore,
  repair: boolean,
): Promise<readonly Finding[]> => {
  const found: Finding[] = [];
  for await (const name of namesUnder(data, markersContainer, '')) {
    const marker = vaultMarkerBlob.parse(name);
    if (marker === undefined) {
      found.push(strayAt(data, markersContainer, name));
      continue;
    }
    const { instance, recoveryPoint } = marker;
    const lock = await vault.locks.get(instance);
    if (lock?.orchestrationId === backupOrchestrationId(instance, recoveryPoint)) continue;
    if (repair) await data.delete(markersContainer, name);
    const thing = `${accountNameOf(data.accountId)}/${markersContainer}/${name}`;
    found.push(finding('LeftoverOfRun', thing, { repaired: repair }));
  }
  return found;
};

async function* namesUnder(data: ObjectStore, container: string, prefix: string): AsyncGenerator<string> {
  let continuation: string | undefined;
  do {
    const page = await pageOf(data, container, prefix, continuation);
    for (const { name } of page.items) yield name;
    continuation = page.continuation;
  } while (continuation !== undefined);
}

const pageOf = async (
  data: ObjectStore,
  container: string,
  prefix: string,
  continuation: string | undefined,
) => {
  try {
    return await data.listBlobs(container, {
      prefix,
      ...(continuation === undefined ? {} : { continuation }),
    });
  } catch (error) {
    // What should be in it is missed elsewhere.
    if (isStoreError(error) && error.code === 'container-not-found') return { items: [] };
    throw error;
  }
};
