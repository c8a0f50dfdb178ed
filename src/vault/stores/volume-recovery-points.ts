// Recovery points of SAN volumes, and the documents of their running backups. Records are written once, whole or not at
// all, as those of storage accounts are.

import type { VolumeRecoveryPoint } from '../../domain/recovery-point/volume-recovery-point.ts';
import type { DocumentStore } from '../document-store.ts';
import { volumePointMetadata, volumeRecoveryPointCodec } from '../documents/volume-recovery-point.ts';
import type { VolumeRun } from '../documents/volume-run.ts';
import { volumeRunCodec } from '../documents/volume-run.ts';
import { prefixes, recoveryPointBlob, runBlob } from '../layout.ts';
import type { RunKey } from './runs.ts';

export interface VolumeRecoveryPoints {
  /** Returns what stands: the given record, or the one that was there before. */
  commit(point: VolumeRecoveryPoint): Promise<VolumeRecoveryPoint>;
  get(instance: string, id: string): Promise<VolumeRecoveryPoint | undefined>;
  /** Ids, oldest first. */
  ids(instance: string): Promise<readonly string[]>;
  /** Returns what stands. */
  openRun(run: VolumeRun): Promise<VolumeRun>;
  getRun(key: RunKey): Promise<VolumeRun | undefined>;
  /** Idempotent; only the record that names this snapshot. */
  delete(point: Pick<VolumeRecoveryPoint, 'backupInstance' | 'id' | 'diskSnapshotId'>): Promise<void>;
}

export const volumeRecoveryPoints = (documents: DocumentStore): VolumeRecoveryPoints => {
  const get = async (instance: string, id: string): Promise<VolumeRecoveryPoint | undefined> => {
    const blob = recoveryPointBlob.buildIfValid({ instance, recoveryPoint: id });
    return blob === undefined ? undefined : (await documents.read(volumeRecoveryPointCodec, blob))?.document;
  };
  const runName = ({ backupInstance, recoveryPointId }: RunKey): string =>
    runBlob.build({ instance: backupInstance, recoveryPoint: recoveryPointId });
  const condition = { onlyIfAbsent: true } as const;

  return {
    get,

    async commit(document) {
      const name = recoveryPointBlob.build({ instance: document.backupInstance, recoveryPoint: document.id });
      const written = await documents.write(volumeRecoveryPointCodec, {
        name,
        document,
        metadata: volumePointMetadata(document),
        condition,
      });
      if (written !== undefined) return document;
      return (await get(document.backupInstance, document.id)) ?? document;
    },

    async ids(instance) {
      const found = await documents.list(prefixes.recoveryPoints(instance));
      return found.flatMap(({ name }) => recoveryPointBlob.parse(name)?.recoveryPoint ?? []).sort();
    },

    async openRun(document) {
      const written = await documents.write(volumeRunCodec, { name: runName(document), document, condition });
      if (written !== undefined) return document;
      return (await documents.read(volumeRunCodec, runName(document)))?.document ?? document;
    },

    async delete({ backupInstance, id, diskSnapshotId }) {
      const name = recoveryPointBlob.build({ instance: backupInstance, recoveryPoint: id });
      const stored = await documents.read(volumeRecoveryPointCodec, name);
      if (stored?.document.diskSnapshotId === diskSnapshotId) await documents.delete(name, stored.etag);
    },

    async getRun(key) {
      return (await documents.read(volumeRunCodec, runName(key)))?.document;
    },
  };
};
