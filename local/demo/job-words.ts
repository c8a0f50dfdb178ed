// A job in plain words: its progress line while it runs, its result when it is over.

import { counted, inMegabytes, inSeconds } from './narrator.ts';
import type { JobView } from './vault.ts';

export const count = (job: JobView, name: string): number => Number(job.details[name] ?? 0);

export const tookMs = (job: JobView): number =>
  Math.max(0, Date.parse(job.endTime ?? job.startTime) - Date.parse(job.startTime));

const isOfVolume = ({ datasourceType }: JobView): boolean =>
  datasourceType.startsWith('Microsoft.ElasticSan/');

export const progressLine = (job: JobView): string => {
  const phase = job.details.progressPhase;
  const running = `${Math.max(0, Math.round((Date.now() - Date.parse(job.startTime)) / 1_000))} s`;
  // A volume has no blobs to count.
  if (phase === undefined || isOfVolume(job)) return `${phase ?? job.step ?? 'Working'}, ${running}`;
  const done = count(job, 'progressBlobsDone');
  const total = job.details.progressBlobsTotal;
  const rate = job.details.progressBlobsPerSecond;
  const left = job.details.progressSecondsLeft;
  return [
    `${phase}: ${done.toLocaleString('en-US')}${total === undefined ? '' : ` of ${Number(total).toLocaleString('en-US')}`} blobs`,
    inMegabytes(count(job, 'progressBytesDone')),
    ...(rate === undefined ? [] : [`${Math.round(Number(rate))} blobs/s`]),
    running,
    ...(left === undefined ? [] : [`about ${Math.ceil(Number(left))} s left`]),
  ].join(', ');
};

export const backupWords = (job: JobView): string =>
  `Recovery point ${job.recoveryPointId}: ${counted(count(job, 'backupBlobs'), 'blob')}, ` +
  `${inMegabytes(count(job, 'backupBytes'))}; of these copied ${counted(count(job, 'backupCopiedBlobs'), 'blob')}, ` +
  `${inMegabytes(count(job, 'backupCopiedBytes'))}, in ${inSeconds(tookMs(job))}.`;

export const volumeBackupWords = (
  job: JobView,
  stored: { volumeBytes: number; incrementalBytes: number },
): string =>
  `Recovery point ${job.recoveryPointId}: a volume of ${inMegabytes(stored.volumeBytes)}; its snapshot stored ` +
  `${inMegabytes(stored.incrementalBytes)}, in ${inSeconds(tookMs(job))}.`;

export const restoreWords = (job: JobView): string =>
  `Restored ${counted(count(job, 'restoreBlobs'), 'blob')}, ${inMegabytes(count(job, 'restoreBytes'))} ` +
  `in ${inSeconds(tookMs(job))}; the app itself verified ${count(job, 'restoreVerified').toLocaleString('en-US')}, ` +
  `${count(job, 'restoreMismatched')} of them wrong.`;

export const pruneWords = (job: JobView): string =>
  `Deleted ${counted(count(job, 'pruneRecoveryPoints'), 'recovery point')} with ` +
  `${counted(count(job, 'pruneObjectsDeleted'), 'blob')} and ` +
  `${counted(count(job, 'pruneChunksDeleted'), 'manifest chunk')} that no other one needs: ` +
  `${inMegabytes(count(job, 'pruneBytesFreed'))} freed, in ${inSeconds(tookMs(job))}.`;

export const verificationWords = (job: JobView): string =>
  `Recovery point ${job.recoveryPointId} is whole: ${counted(count(job, 'verificationBlobs'), 'blob')} found in the vault, ` +
  `${count(job, 'verificationReadBlobs').toLocaleString('en-US')} of them read to the end, ` +
  `in ${inSeconds(tookMs(job))}.`;

export const failureWords = (job: JobView): string =>
  `${job.operation} job ${job.id} ended ${job.status}: ` +
  `${job.errors.map(({ code, message }) => `${code}: ${message}`).join('; ') || 'no reason given'}`;
