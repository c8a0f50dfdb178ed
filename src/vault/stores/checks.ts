// Checks of the vault, by job: slices, each written once, and the report.

import type { CheckReport, DocumentsCursor, ManifestsCursor } from '../../domain/check/check.ts';
import type { DocumentCodec } from '../document-codec.ts';
import type { DocumentStore } from '../document-store.ts';
import type { CheckSlice } from '../documents/check.ts';
import {
  checkReportCodec,
  documentsSliceCodec,
  garbageSliceCodec,
  manifestsSliceCodec,
} from '../documents/check.ts';
import { inParallel } from '../in-parallel.ts';
import {
  checkReportBlob,
  documentsSliceBlob,
  garbageSliceBlob,
  manifestsSliceBlob,
  prefixes,
  sliceNumbers,
} from '../layout.ts';

export interface CheckSlices<Cursor> {
  /** Returns what stands: the given record, or the one that was there before. */
  putOnce(place: SlicePlace, slice: CheckSlice<Cursor>): Promise<CheckSlice<Cursor>>;
  get(place: SlicePlace): Promise<CheckSlice<Cursor> | undefined>;
  /** By lane, then by sequence. */
  list(jobId: string): Promise<readonly CheckSlice<Cursor>[]>;
}

export interface SlicePlace {
  readonly jobId: string;
  readonly lane: number;
  readonly seq: number;
}

export interface Checks {
  readonly documents: CheckSlices<DocumentsCursor>;
  readonly manifests: CheckSlices<ManifestsCursor>;
  /** One per instance. */
  readonly garbage: CheckSlices<never>;
  /** The first one stands. */
  putReport(report: CheckReport): Promise<void>;
  report(jobId: string): Promise<CheckReport | undefined>;
  /** Idempotent. The report stays. */
  removeSlices(jobId: string): Promise<void>;
}

const requestsAtOnce = 16;

type SliceTemplate = typeof documentsSliceBlob | typeof manifestsSliceBlob | typeof garbageSliceBlob;

const slices = <Cursor>(
  documents: DocumentStore,
  codec: DocumentCodec<CheckSlice<Cursor>>,
  template: SliceTemplate,
): CheckSlices<Cursor> => {
  const nameOf = ({ jobId, lane, seq }: SlicePlace): string =>
    template.build({ jobId, ...sliceNumbers(lane, seq) });
  return {
    async putOnce(place, slice) {
      const name = nameOf(place);
      const written = await documents.write(codec, {
        name,
        document: slice,
        condition: { onlyIfAbsent: true },
      });
      return written === undefined ? ((await documents.read(codec, name))?.document ?? slice) : slice;
    },

    async get(place) {
      return (await documents.read(codec, nameOf(place)))?.document;
    },

    async list(jobId) {
      const names = (await documents.list(prefixes.check(jobId)))
        .map(({ name }) => name)
        .filter((name) => template.parse(name) !== undefined)
        .sort();
      const found = await inParallel(names, requestsAtOnce, (name) => documents.read(codec, name));
      return found.flatMap((stored) => stored?.document ?? []);
    },
  };
};

export const checks = (documents: DocumentStore): Checks => ({
  documents: slices(documents, documentsSliceCodec, documentsSliceBlob),
  manifests: slices(documents, manifestsSliceCodec, manifestsSliceBlob),
  garbage: slices(documents, garbageSliceCodec, garbageSliceBlob),

  async putReport(report) {
    await documents.write(checkReportCodec, {
      name: checkReportBlob.build({ jobId: report.jobId }),
      document: report,
      condition: { onlyIfAbsent: true },
    });
  },

  async report(jobId) {
    return (await documents.read(checkReportCodec, checkReportBlob.build({ jobId })))?.document;
  },

  async removeSlices(jobId) {
    const report = checkReportBlob.build({ jobId });
    const names = (await documents.list(prefixes.check(jobId))).map(({ name }) => name);
    await inParallel(
      names.filter((name) => name !== report),
      requestsAtOnce,
      (name) => documents.delete(name),
    );
  },
});
