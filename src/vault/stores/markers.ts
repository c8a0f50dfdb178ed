// Marker blobs: written at the source before a backup lists, copied to the vault after everything else of a container,
// so that a marker seen in the vault says that all before it is there.

import type { ObjectStore, StoreErrorCode } from '../../ports/object-store.ts';
import { isStoreError } from '../../ports/object-store.ts';
import type { Marker } from '../documents/coordination.ts';
import { markerCodec } from '../documents/coordination.ts';
import { inParallel } from '../in-parallel.ts';
import { markersContainer, prefixes, sourceMarkerBlob, vaultMarkerBlob } from '../layout.ts';

export interface SourceMarker {
  readonly name: string;
  readonly recoveryPointId: string;
}

type RecoveryPointKey = Pick<Marker, 'backupInstance' | 'recoveryPointId'>;

export interface Markers {
  /** Replaces: written twice, it is the same marker. container-not-found when the container is gone. */
  writeAtSource(source: ObjectStore, marker: Marker): Promise<void>;
  /** Markers of any recovery point in this container, told by their whole name. */
  listAtSource(source: ObjectStore, container: string): Promise<readonly SourceMarker[]>;
  /** Idempotent. */
  deleteAtSource(source: ObjectStore, container: string, recoveryPointId: string): Promise<void>;
  /** Server to server, replacing. 'absent' where the source marker is gone, or another by now. */
  replicate(source: ObjectStore, data: ObjectStore, marker: Marker): Promise<'replicated' | 'absent'>;
  /** The vault's marker, only where its content is of this very container and recovery point. */
  findInVault(
    data: ObjectStore,
    marker: RecoveryPointKey & Pick<Marker, 'container'>,
  ): Promise<Marker | undefined>;
  /** Recovery points of the instance that have markers in the vault. */
  listInVault(data: ObjectStore, backupInstance: string): Promise<readonly RecoveryPointKey[]>;
  /** Idempotent. All containers' markers of the point. */
  deleteInVault(data: ObjectStore, key: RecoveryPointKey): Promise<void>;
}

const requestsAtOnce = 16;

/** It was deleted, or written anew, after it was looked at. */
const wentAway: ReadonlySet<StoreErrorCode> = new Set(['source-not-found', 'source-changed']);

const vaultName = (marker: RecoveryPointKey & Pick<Marker, 'container'>): string =>
  vaultMarkerBlob.build({
    instance: marker.backupInstance,
    recoveryPoint: marker.recoveryPointId,
    container: marker.container,
  });

const namesUnder = async (store: ObjectStore, container: string, prefix: string): Promise<string[]> => {
  const names: string[] = [];
  let continuation: string | undefined;
  do {
    const page = await store.listBlobs(container, {
      prefix,
      ...(continuation === undefined ? {} : { continuation }),
    });
    for (const { name } of page.items) names.push(name);
    continuation = page.continuation;
  } while (continuation !== undefined);
  return names;
};

export const markers: Markers = {
  async writeAtSource(source, marker) {
    const name = sourceMarkerBlob.build(marker.recoveryPointId);
    await source.write(marker.container, name, markerCodec.encode(marker), {
      contentType: 'application/json',
    });
  },

  async listAtSource(source, container) {
    const names = await namesUnder(source, container, sourceMarkerBlob.prefix);
    return names.flatMap((name) => {
      const recoveryPointId = sourceMarkerBlob.parse(name);
      return recoveryPointId === undefined ? [] : [{ name, recoveryPointId }];
    });
  },

  async deleteAtSource(source, container, recoveryPointId) {
    await source.delete(container, sourceMarkerBlob.build(recoveryPointId));
  },

  async replicate(source, data, marker) {
    const name = sourceMarkerBlob.build(marker.recoveryPointId);
    const found = await source.head(marker.container, name);
    if (found === undefined) return 'absent';
    try {
      await data.copyFrom({
        source: { store: source, container: marker.container, name },
        sourceEtag: found.etag,
        size: found.size,
        target: { container: markersContainer, name: vaultName(marker) },
        onlyIfAbsent: false,
      });
      return 'replicated';
    } catch (error) {
      if (isStoreError(error) && wentAway.has(error.code)) return 'absent';
      throw error;
    }
  },

  async findInVault(data, expected) {
    const name = vaultName(expected);
    const found = await data.read(markersContainer, name);
    if (found === undefined) return undefined;
    const marker = markerCodec.decode(`${markersContainer}/${name}`, found.bytes);
    const same =
      marker.backupInstance === expected.backupInstance &&
      marker.recoveryPointId === expected.recoveryPointId &&
      marker.container === expected.container;
    return same ? marker : undefined;
  },

  async listInVault(data, backupInstance) {
    const names = await namesUnder(data, markersContainer, prefixes.instanceMarkers(backupInstance));
    const points = new Set(names.flatMap((name) => vaultMarkerBlob.parse(name)?.recoveryPoint ?? []));
    return [...points].map((recoveryPointId) => ({ backupInstance, recoveryPointId }));
  },

  async deleteInVault(data, key) {
    const prefix = prefixes.vaultMarkers(key.backupInstance, key.recoveryPointId);
    const names = await namesUnder(data, markersContainer, prefix);
    await inParallel(names, requestsAtOnce, (name) => data.delete(markersContainer, name));
  },
};
