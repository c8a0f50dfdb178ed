// Documents of a running backup. Each is written once: a repeated step finds what the first attempt decided or did.

import type { DocumentStore } from '../document-store.ts';
import type { BackupRun, SealedManifest, SliceRecord } from '../documents/run.ts';
import { runCodec, sealedCodec, sliceCodec } from '../documents/run.ts';
import { inParallel } from '../in-parallel.ts';
import { prefixes, runBlob, runSealedBlob, runSliceBlob, sliceNumbers } from '../layout.ts';

export interface RunKey {
  readonly backupInstance: string;
  readonly recoveryPointId: string;
}

export interface Runs {
  /** Returns what stands: the given run, or the one that was there before. */
  putOnce(run: BackupRun): Promise<BackupRun>;
  get(key: RunKey): Promise<BackupRun | undefined>;
  /** Returns what stands: the given record, or the one that was there before. */
  putSliceOnce(key: RunKey, record: SliceRecord): Promise<SliceRecord>;
  getSlice(key: RunKey, lane: number, seq: number): Promise<SliceRecord | undefined>;
  /** By lane, then by sequence. */
  listSlices(key: RunKey): Promise<readonly SliceRecord[]>;
  /** Returns what stands: the given manifest, or the one that was there before. */
  putSealedOnce(key: RunKey, sealed: SealedManifest): Promise<SealedManifest>;
  getSealed(key: RunKey): Promise<SealedManifest | undefined>;
  /** Runs of an instance that have documents left. */
  list(backupInstance: string): Promise<readonly RunKey[]>;
  /** Idempotent. The run itself goes last, so that a half-deleted run is still seen as one. */
  deleteAll(key: RunKey): Promise<void>;
}

const requestsAtOnce = 16;

const runName = (key: RunKey): string =>
  runBlob.build({ instance: key.backupInstance, recoveryPoint: key.recoveryPointId });

const sealedName = (key: RunKey): string =>
  runSealedBlob.build({ instance: key.backupInstance, recoveryPoint: key.recoveryPointId });

const recoveryPointOf = (name: string): string | undefined =>
  (runBlob.parse(name) ?? runSliceBlob.parse(name) ?? runSealedBlob.parse(name))?.recoveryPoint;

const sliceName = (key: RunKey, lane: number, seq: number): string =>
  runSliceBlob.build({
    instance: key.backupInstance,
    recoveryPoint: key.recoveryPointId,
    ...sliceNumbers(lane, seq),
  });

export const runs = (documents: DocumentStore): Runs => ({
  putOnce: (run) => documents.writeOnce(runCodec, runName(run), run),

  async get(key) {
    return (await documents.read(runCodec, runName(key)))?.document;
  },

  putSliceOnce: (key, record) =>
    documents.writeOnce(sliceCodec, sliceName(key, record.lane, record.seq), record),

  async getSlice(key, lane, seq) {
    return (await documents.read(sliceCodec, sliceName(key, lane, seq)))?.document;
  },

  async listSlices(key) {
    const prefix = prefixes.runSlices(key.backupInstance, key.recoveryPointId);
    const names = (await documents.list(prefix))
      .map(({ name }) => name)
      .filter((name) => runSliceBlob.parse(name) !== undefined)
      .sort();
    const records = await inParallel(names, requestsAtOnce, async (name) => {
      const stored = await documents.read(sliceCodec, name);
      return stored?.document;
    });
    return records.filter((record) => record !== undefined);
  },

  putSealedOnce: (key, sealed) => documents.writeOnce(sealedCodec, sealedName(key), sealed),

  async getSealed(key) {
    return (await documents.read(sealedCodec, sealedName(key)))?.document;
  },

  async list(backupInstance) {
    const names = await documents.list(prefixes.runs(backupInstance));
    const points = new Set(names.flatMap(({ name }) => recoveryPointOf(name) ?? []));
    return [...points].map((recoveryPointId) => ({ backupInstance, recoveryPointId }));
  },

  async deleteAll(key) {
    const prefix = prefixes.run(key.backupInstance, key.recoveryPointId);
    const names = (await documents.list(prefix)).map(({ name }) => name);
    const run = runName(key);
    await inParallel(
      names.filter((name) => name !== run),
      requestsAtOnce,
      (name) => documents.delete(name),
    );
    await documents.delete(run);
  },
});
