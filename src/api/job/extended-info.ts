// JobExtendedInfo: sub-tasks, bytes, progress, warnings. What the specification has no field for is text in
// additionalDetails, one value per name.

import type { Job, JobProgress, SubTask } from '../../domain/job/job.ts';
import type { BackupInstance } from '../../domain/protection/backup-instance.ts';
import { userFacingWarning } from './user-facing-error.ts';

export function extendedInfo(job: Job, instance: BackupInstance | undefined): object {
  const bytes = job.backup?.copiedBytes ?? job.restore?.bytes ?? job.progress?.bytesDone;
  return {
    ...(bytes === undefined ? {} : { dataTransferredInBytes: bytes }),
    ...(instance === undefined ? {} : { backupInstanceState: instance.state }),
    ...(job.restore === undefined ? {} : { recoveryDestination: job.restore.targetAccountId }),
    ...recoveryPoint(job),
    subTasks: job.subTasks.map((task) => subTask(task, job)),
    ...(job.warnings.length === 0 ? {} : { warningDetails: job.warnings.map(userFacingWarning) }),
    additionalDetails: texts({
      orchestrationId: job.orchestrationId,
      ...prefixed('progress', job.progress),
      ...prefixed('backup', job.backup),
      ...prefixed('restore', job.restore),
    }),
  };
}

/** Which point a restore reads, or which one a backup makes. */
function recoveryPoint({ operation, recoveryPointId }: Job): object {
  if (recoveryPointId === undefined) return {};
  const point = { recoveryPointID: recoveryPointId };
  return operation === 'Restore' ? { sourceRecoverPoint: point } : { targetRecoverPoint: point };
}

const subTask = ({ id, name, status }: SubTask, { progress }: Job): object => ({
  taskId: id,
  taskName: name,
  taskStatus: status,
  ...(progress?.phase === name && status === 'InProgress' ? { taskProgress: percentage(progress) } : {}),
});

/** By bytes; by blobs where there are none. */
function percentage({ blobsDone, blobsTotal, bytesDone, bytesTotal }: JobProgress): string {
  if (blobsTotal === undefined || bytesTotal === undefined) return `${blobsDone} blobs`;
  const done = bytesTotal > 0 ? bytesDone / bytesTotal : blobsDone / Math.max(1, blobsTotal);
  return `${Math.floor(done * 100)}%`;
}

const prefixed = (prefix: string, values: object | undefined): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]) => [
      `${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      value,
    ]),
  );

const texts = (values: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
