// Every kind of document in the catalogue: which names are its, how it is read, what its metadata must say, and under
// which name it belongs. A check of the vault goes by this table.

import type * as z from 'zod';
import type { BackupInstance } from '../domain/protection/backup-instance.ts';
import type { RecoveryPoint } from '../domain/recovery-point/recovery-point.ts';
import type { VolumeRecoveryPoint } from '../domain/recovery-point/volume-recovery-point.ts';
import type { Verification } from '../domain/verification/verification.ts';
import { accountNameOf } from '../ports/object-store.ts';
import type { DocumentCodec } from './document-codec.ts';
import { eitherVersion } from './document-codec.ts';
import { anyPointCodec, pointFromMetadata, pointMetadata } from './documents/any-recovery-point.ts';
import { auditRecordCodec } from './documents/audit-record.ts';
import {
  backupInstanceCodec,
  backupInstanceFromMetadata,
  backupInstanceMetadata,
} from './documents/backup-instance.ts';
import {
  checkReportCodec,
  documentsSliceCodec,
  garbageSliceCodec,
  manifestsSliceCodec,
} from './documents/check.ts';
import type { DataAccountClaim, Lock, Pin, ScheduleState } from './documents/coordination.ts';
import { dataAccountCodec, lockCodec, pinCodec, scheduleCodec } from './documents/coordination.ts';
import { deletionCodec } from './documents/deletion.ts';
import { jobCodec, jobFromMetadata, jobMetadata } from './documents/job.ts';
import { policyCodec } from './documents/policy.ts';
import {
  partOfPruneCodec,
  prunePlanCodec,
  pruneRootsCodec,
  volumePrunePlanCodec,
} from './documents/prune.ts';
import { pruningCodec } from './documents/pruning.ts';
import { restorePlanCodec } from './documents/restore-plan.ts';
import { restoreSliceCodec } from './documents/restore-slice.ts';
import { runCodec, sealedCodec, sliceCodec } from './documents/run.ts';
import { vaultSettingsCodec } from './documents/vault-settings.ts';
import {
  verificationCodec,
  verificationFromMetadata,
  verificationMetadata,
  verificationSliceCodec,
} from './documents/verification.ts';
import { volumeRequestsCodec } from './documents/volume-requests.ts';
import type { VolumeRun } from './documents/volume-run.ts';
import { volumeRunCodec } from './documents/volume-run.ts';
import {
  auditBlob,
  backupInstanceBlob,
  checkReportBlob,
  dataAccountBlob,
  deletionBlob,
  documentsSliceBlob,
  garbageSliceBlob,
  jobBlob,
  lockBlob,
  manifestsSliceBlob,
  pinBlob,
  policyBlob,
  prunePartBlob,
  prunePlanBlob,
  pruneRootsBlob,
  pruneStepBlob,
  pruningBlob,
  recoveryPointBlob,
  restorePlanBlob,
  restoreSliceBlob,
  runBlob,
  runSealedBlob,
  runSliceBlob,
  scheduleBlob,
  vaultSettingsBlob,
  verificationBlob,
  verificationSliceBlob,
  volumeRequestsBlob,
} from './layout.ts';

/** Of the kinds whose references are followed; the others only have to be readable. */
export type KnownDocument =
  | { readonly kind: 'backup-instance'; readonly document: BackupInstance }
  | { readonly kind: 'recovery-point'; readonly document: RecoveryPoint | VolumeRecoveryPoint }
  | { readonly kind: 'verification'; readonly document: Verification }
  | { readonly kind: 'lock'; readonly document: Lock }
  | { readonly kind: 'pin'; readonly document: Pin }
  | { readonly kind: 'schedule'; readonly document: ScheduleState }
  | { readonly kind: 'data-account'; readonly document: DataAccountClaim }
  | { readonly kind: 'part-of-run'; readonly backupInstance: string; readonly recoveryPointId: string }
  /** Tells what a backup may have left in Azure: of use until that is gone. */
  | { readonly kind: 'volume-run'; readonly document: VolumeRun }
  /** Of use only until the job has ended. */
  | { readonly kind: 'part-of-job'; readonly jobId: string }
  | { readonly kind: 'other' };

export interface DocumentKind<T = unknown> {
  readonly codec: DocumentCodec<T>;
  owns(name: string): boolean;
  /** undefined: of this kind the name cannot be told from the content, or the content gives none. */
  nameOf(document: T): string | undefined;
  /** What lists show of it, in the metadata; absent: lists show nothing of this kind. */
  readonly lists?: {
    metadata(document: T): Readonly<Record<string, string>>;
    readonly schema: z.ZodType;
  };
  known(document: T, name: string): KnownDocument;
}

interface Template {
  parse(name: string): unknown;
}

const kind = <T>(
  template: Template,
  codec: DocumentCodec<T>,
  rest: Partial<Pick<DocumentKind<T>, 'nameOf' | 'lists' | 'known'>> = {},
): DocumentKind => {
  const made: DocumentKind<T> = {
    codec,
    owns: (name) => template.parse(name) !== undefined,
    nameOf: () => undefined,
    known: () => ({ kind: 'other' }),
    ...rest,
  };
  return made as DocumentKind as DocumentKind<unknown>;
};

const ofPoint = (point: { readonly backupInstance: string; readonly recoveryPointId: string }) => ({
  instance: point.backupInstance,
  recoveryPoint: point.recoveryPointId,
});

const partOfRun = (name: { readonly instance: string; readonly recoveryPoint: string } | undefined) => ({
  kind: 'part-of-run' as const,
  backupInstance: name?.instance ?? '',
  recoveryPointId: name?.recoveryPoint ?? '',
});

const partOfJob = (name: { readonly jobId: string } | undefined) => ({
  kind: 'part-of-job' as const,
  jobId: name?.jobId ?? '',
});

export const documentKinds: readonly DocumentKind[] = [
  kind(backupInstanceBlob, backupInstanceCodec, {
    nameOf: ({ name }) => backupInstanceBlob.buildIfValid({ name }),
    lists: { metadata: backupInstanceMetadata, schema: backupInstanceFromMetadata },
    known: (document) => ({ kind: 'backup-instance', document }),
  }),
  kind(recoveryPointBlob, anyPointCodec, {
    nameOf: ({ backupInstance: instance, id: recoveryPoint }) =>
      recoveryPointBlob.buildIfValid({ instance, recoveryPoint }),
    lists: { metadata: pointMetadata, schema: pointFromMetadata },
    known: (document) => ({ kind: 'recovery-point', document }),
  }),
  kind(jobBlob, jobCodec, {
    nameOf: ({ id }) => jobBlob.buildIfValid(id),
    lists: { metadata: jobMetadata, schema: jobFromMetadata },
  }),
  kind(verificationBlob, verificationCodec, {
    nameOf: (document) => verificationBlob.buildIfValid(ofPoint(document)),
    lists: { metadata: verificationMetadata, schema: verificationFromMetadata },
    known: (document) => ({ kind: 'verification', document }),
  }),
  kind(lockBlob, lockCodec, {
    nameOf: ({ backupInstance: instance }) => lockBlob.buildIfValid({ instance }),
    known: (document) => ({ kind: 'lock', document }),
  }),
  kind(pinBlob, pinCodec, {
    nameOf: (document) => pinBlob.buildIfValid({ ...ofPoint(document), jobId: document.jobId }),
    known: (document) => ({ kind: 'pin', document }),
  }),
  kind(scheduleBlob, scheduleCodec, {
    nameOf: ({ backupInstance: instance }) => scheduleBlob.buildIfValid({ instance }),
    known: (document) => ({ kind: 'schedule', document }),
  }),
  kind(dataAccountBlob, dataAccountCodec, {
    nameOf: ({ dataAccountId }) => dataAccountBlob.buildIfValid({ account: accountNameOf(dataAccountId) }),
    known: (document) => ({ kind: 'data-account', document }),
  }),
  kind(runBlob, eitherVersion(runCodec, volumeRunCodec), {
    nameOf: (document) => runBlob.buildIfValid(ofPoint(document)),
    known: (document, name) =>
      document.version === 1 ? partOfRun(runBlob.parse(name)) : { kind: 'volume-run', document },
  }),
  kind(runSliceBlob, sliceCodec, { known: (_, name) => partOfRun(runSliceBlob.parse(name)) }),
  kind(runSealedBlob, sealedCodec, { known: (_, name) => partOfRun(runSealedBlob.parse(name)) }),
  kind(verificationSliceBlob, verificationSliceCodec, {
    known: (_, name) => partOfJob(verificationSliceBlob.parse(name)),
  }),
  kind(documentsSliceBlob, documentsSliceCodec, {
    known: (_, name) => partOfJob(documentsSliceBlob.parse(name)),
  }),
  kind(manifestsSliceBlob, manifestsSliceCodec, {
    known: (_, name) => partOfJob(manifestsSliceBlob.parse(name)),
  }),
  kind(deletionBlob, deletionCodec, { nameOf: (document) => deletionBlob.buildIfValid(ofPoint(document)) }),
  kind(pruningBlob, pruningCodec, {
    nameOf: ({ backupInstance: instance }) => pruningBlob.buildIfValid({ instance }),
  }),
  kind(volumeRequestsBlob, volumeRequestsCodec, {
    nameOf: ({ backupInstance: instance }) => volumeRequestsBlob.buildIfValid({ instance }),
  }),
  kind(prunePlanBlob, eitherVersion(prunePlanCodec, volumePrunePlanCodec), {
    known: (_, name) => partOfJob(prunePlanBlob.parse(name)),
  }),
  kind(pruneRootsBlob, pruneRootsCodec, { known: (_, name) => partOfJob(pruneRootsBlob.parse(name)) }),
  kind(pruneStepBlob, partOfPruneCodec, { known: (_, name) => partOfJob(pruneStepBlob.parse(name)) }),
  kind(prunePartBlob, partOfPruneCodec, { known: (_, name) => partOfJob(prunePartBlob.parse(name)) }),
  kind(garbageSliceBlob, garbageSliceCodec, {
    known: (_, name) => partOfJob(garbageSliceBlob.parse(name)),
  }),
  kind(checkReportBlob, checkReportCodec, { nameOf: ({ jobId }) => checkReportBlob.buildIfValid({ jobId }) }),
  kind(restoreSliceBlob, restoreSliceCodec, { known: (_, name) => partOfJob(restoreSliceBlob.parse(name)) }),
  kind(restorePlanBlob, restorePlanCodec, { nameOf: ({ jobId }) => restorePlanBlob.buildIfValid({ jobId }) }),
  kind(policyBlob, policyCodec, { nameOf: ({ name }) => policyBlob.buildIfValid({ policy: name }) }),
  kind(vaultSettingsBlob, vaultSettingsCodec, { nameOf: () => vaultSettingsBlob.build({}) }),
  kind(auditBlob, auditRecordCodec),
];
