// Catalogue of recovery points; what is shown and retained is so for accounts and volumes alike. The record is one
// conditional write and the last of a backup: whole or not at all.

import type { RecoveryPoint } from '../../domain/recovery-point/recovery-point.ts';
import type { VolumeRecoveryPoint } from '../../domain/recovery-point/volume-recovery-point.ts';
import { decodeContinuation, encodeContinuation } from '../continuation.ts';
import type { DocumentStore, ListedBlob } from '../document-store.ts';
import { anyPointCodec, pointFromMetadata } from '../documents/any-recovery-point.ts';
import type { RecoveryPointSummary } from '../documents/recovery-point.ts';
import {
  recoveryPointCodec,
  recoveryPointMetadata,
  summarizeRecoveryPoint,
} from '../documents/recovery-point.ts';
import { inParallel } from '../in-parallel.ts';
import { prefixes, recoveryPointBlob } from '../layout.ts';
import { decodeMetadata } from '../metadata.ts';

export type AnyRecoveryPoint = RecoveryPoint | VolumeRecoveryPoint;

/** A row of a list: of a volume's point all of it. */
export type PointSummary = RecoveryPointSummary | VolumeRecoveryPoint;

export interface RecoveryPointList {
  readonly items: readonly PointSummary[];
  /** Absent at the end. */
  readonly continuation?: string;
}

export interface RecoveryPoints {
  /** Not committed where the point exists already; `existing` is then what stands. */
  commit(
    point: RecoveryPoint,
  ): Promise<
    { readonly committed: true } | { readonly committed: false; readonly existing: RecoveryPoint | undefined }
  >;
  /** Of a storage account; undefined for a volume's. */
  get(instance: string, id: string): Promise<RecoveryPoint | undefined>;
  /** Whatever it is of. */
  find(instance: string, id: string): Promise<AnyRecoveryPoint | undefined>;
  /** Newest first; 'bad-continuation' for a token that is not ours. */
  list(
    instance: string,
    request?: { readonly top?: number; readonly continuation?: string },
  ): Promise<RecoveryPointList | 'bad-continuation'>;
  /** What retention looks at: all of them, newest first. */
  summaries(instance: string): Promise<readonly PointSummary[]>;
  newest(instance: string): Promise<RecoveryPoint | undefined>;
  /** Every record, read itself and not from what a list shows: what is in use follows from it. In no order. */
  all(instance: string): Promise<readonly RecoveryPoint[]>;
  /** Idempotent; only the record with this manifest. 'changed': another stands under the id by now. */
  delete(
    point: Pick<RecoveryPoint, 'backupInstance' | 'id' | 'manifestRoot'>,
  ): Promise<'deleted' | 'absent' | 'changed'>;
}

interface ListedPoint {
  readonly id: string;
  readonly item: ListedBlob;
}

const defaultTop = 1000;
const readsAtOnce = 16;

/** Newest first. The service lists oldest first, ten years of daily points in one page. */
const listPoints = async (documents: DocumentStore, instance: string): Promise<ListedPoint[]> => {
  const points: ListedPoint[] = [];
  for (const item of await documents.list(prefixes.recoveryPoints(instance))) {
    const name = recoveryPointBlob.parse(item.name);
    if (name !== undefined) points.push({ id: name.recoveryPoint, item });
  }
  return points.sort((a, b) => (a.id < b.id ? 1 : -1));
};

export const recoveryPoints = (documents: DocumentStore): RecoveryPoints => {
  const find = async (instance: string, id: string): Promise<AnyRecoveryPoint | undefined> => {
    const blob = recoveryPointBlob.buildIfValid({ instance, recoveryPoint: id });
    return blob === undefined ? undefined : (await documents.read(anyPointCodec, blob))?.document;
  };

  const get = async (instance: string, id: string): Promise<RecoveryPoint | undefined> => {
    const found = await find(instance, id);
    return found?.version === 1 ? found : undefined;
  };

  const listed = (instance: string) => listPoints(documents, instance);

  const summaryOf = async (instance: string, point: ListedPoint): Promise<PointSummary | undefined> => {
    const fromMetadata = decodeMetadata(pointFromMetadata, point.item.metadata);
    if (fromMetadata !== undefined) return fromMetadata;
    const record = await find(instance, point.id);
    return record?.version === 1 ? summarizeRecoveryPoint(record) : record;
  };

  const summariesOf = async (
    instance: string,
    points: readonly ListedPoint[],
  ): Promise<readonly PointSummary[]> => {
    const items: PointSummary[] = [];
    for (const point of points) {
      const summary = await summaryOf(instance, point);
      if (summary !== undefined) items.push(summary);
    }
    return items;
  };

  return {
    get,
    find,

    async commit(point) {
      const written = await documents.write(recoveryPointCodec, {
        name: recoveryPointBlob.build({ instance: point.backupInstance, recoveryPoint: point.id }),
        document: point,
        metadata: recoveryPointMetadata(point),
        condition: { onlyIfAbsent: true },
      });
      if (written !== undefined) return { committed: true };
      return { committed: false, existing: await get(point.backupInstance, point.id) };
    },

    async list(instance, { top = defaultTop, continuation } = {}) {
      const start = continuation === undefined ? undefined : decodeContinuation(continuation);
      if (continuation !== undefined && start === undefined) return 'bad-continuation';
      const points = (await listed(instance)).filter(({ id }) => start === undefined || id < start.after);
      const items = await summariesOf(instance, points.slice(0, top));
      const last = points[top - 1];
      return last === undefined || points.length <= top
        ? { items }
        : { items, continuation: encodeContinuation({ after: last.id }) };
    },

    summaries: async (instance) => await summariesOf(instance, await listed(instance)),

    async all(instance) {
      const found = await inParallel(await listed(instance), readsAtOnce, ({ id }) => get(instance, id));
      return found.filter((point) => point !== undefined);
    },

    async delete({ backupInstance, id, manifestRoot }) {
      const name = recoveryPointBlob.build({ instance: backupInstance, recoveryPoint: id });
      const stored = await documents.read(recoveryPointCodec, name);
      if (stored === undefined) return 'absent';
      if (stored.document.manifestRoot !== manifestRoot) return 'changed';
      return await documents.delete(name, stored.etag);
    },

    async newest(instance) {
      for (const { id } of await listed(instance)) {
        const record = await get(instance, id);
        if (record !== undefined) return record;
      }
      return undefined;
    },
  };
};
