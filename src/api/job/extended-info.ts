// JobExtendedInfo: sub-tasks, bytes, progress, warnings. What the specification has no field for is text in
// additionalDetails, one value per name.

import type { Finding } from '../../domain/check/finding.ts';
import type { Job, JobProgress, SubTask } from '../../domain/job/job.ts';
import type { BackupInstance } from '../../domain/protection/backup-instance.ts';
import { stalledWarning, userFacingWarning } from './user-facing-error.ts';

/** What of a restore's plan is shown: the part that says which container goes where, and what it meets there. */
export interface ShownPlan {
  readonly conflict: string;
  readonly tier: string;
  readonly containers: readonly {
    readonly source: string;
    readonly target: string;
    readonly targetExists: boolean;
    readonly prefixes?: readonly string[];
    readonly blobs?: readonly string[];
    readonly entries: number;
    readonly bytes: number;
  }[];
}

export interface JobSurroundings {
  /** Absent where the instance is gone. */
  readonly instance?: BackupInstance | undefined;
  /** Of a restore, once it is made. */
  readonly plan?: ShownPlan | undefined;
  /** Of a check of the vault, once it has ended. */
  readonly report?: readonly Finding[] | undefined;
}

export function extendedInfo(job: Job, { instance, plan, report }: JobSurroundings): object {
  const bytes = transferredBytes(job);
  return {
    ...(bytes === undefined ? {} : { dataTransferredInBytes: bytes }),
    ...(instance === undefined ? {} : { backupInstanceState: instance.state }),
    ...(job.restore === undefined ? {} : { recoveryDestination: job.restore.targetAccountId }),
    ...recoveryPoint(job),
    subTasks: job.subTasks.map((task) => subTask(task, job)),
    ...warnings(job),
    additionalDetails: texts({
      orchestrationId: job.orchestrationId,
      ...(job.cancelRequestedAt === undefined ? {} : { cancelRequestedAt: job.cancelRequestedAt }),
      ...(job.stalledSince === undefined ? {} : { stalledSince: job.stalledSince }),
      ...prefixed('progress', job.progress),
      ...prefixed('backup', job.backup),
      ...prefixed('restore', job.restore),
      ...prefixed('verification', job.verification),
      ...prefixed('check', job.check),
      ...(report === undefined ? {} : { checkReport: JSON.stringify(report) }),
      ...prefixed('export', job.export),
      ...prefixed('prune', job.prune),
      ...(job.pruneDecisions === undefined ? {} : { prunePlan: JSON.stringify(job.pruneDecisions) }),
      ...(plan === undefined ? {} : { restorePlan: planText(plan) }),
    }),
  };
}

function warnings({ warnings: ofWork, stalledSince, orchestrationId }: Job): object {
  const shown = ofWork.map(userFacingWarning);
  if (stalledSince !== undefined) shown.unshift(stalledWarning(orchestrationId, stalledSince));
  return shown.length === 0 ? {} : { warningDetails: shown };
}

function transferredBytes({ backup, restore, progress }: Job): number | undefined {
  if (restore?.dryRun === true) return 0;
  return backup?.copiedBytes ?? restore?.bytes ?? progress?.bytesDone;
}

const planText = ({ conflict, tier, containers }: ShownPlan): string =>
  JSON.stringify({ conflict, tier, containers });

/** Which point a restore or a verification reads, or which one a backup makes. */
function recoveryPoint({ operation, recoveryPointId }: Job): object {
  if (recoveryPointId === undefined) return {};
  const point = { recoveryPointID: recoveryPointId };
  return operation === 'Restore' || operation === 'Verify'
    ? { sourceRecoverPoint: point }
    : { targetRecoverPoint: point };
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
