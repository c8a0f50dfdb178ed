// What holds of jobs from one moment to the next: an end is for good, gives its reason, and is true of the recovery point.

import type { Job } from '../../src/domain/job/job.ts';
import { isFinal } from '../../src/domain/job/transitions.ts';
import type { RecoveryPoint } from '../../src/domain/recovery-point/recovery-point.ts';
import { recoveryPointBlob } from '../../src/vault/layout.ts';

export const pointName = (point: {
  readonly backupInstance: string;
  readonly recoveryPointId: string;
}): string =>
  recoveryPointBlob.build({ instance: point.backupInstance, recoveryPoint: point.recoveryPointId });

export class JobInvariants {
  private readonly closed = new Map<string, Job['status']>();

  /** @param points that are there, by the name of their record @returns whether it was closed since the last check */
  check(job: Job, points: ReadonlyMap<string, RecoveryPoint>): boolean {
    const before = this.closed.get(job.id);
    if (before !== undefined && before !== job.status)
      throw new Error(`The job ${job.id} was ${before} and is ${job.status}`);
    if (before !== undefined || !isFinal(job.status)) return false;
    this.closed.set(job.id, job.status);
    if (job.endTime === undefined) throw new Error(`The job ${job.id} is ${job.status} and has no end`);
    if (job.status === 'Failed' && job.errors.length === 0)
      throw new Error(`The job ${job.id} failed without a reason`);
    if (job.status === 'Cancelled' && job.cancelRequestedAt === undefined)
      throw new Error(`The job ${job.id} is Cancelled, and nobody has asked for it`);
    checkClosedBackup(job, points);
    return true;
  }
}

const checkClosedBackup = (job: Job, points: ReadonlyMap<string, RecoveryPoint>): void => {
  const backup = job.operation === 'ScheduledBackup' || job.operation === 'OnDemandBackup';
  const { backupInstance, recoveryPointId = '' } = job;
  if (!backup || backupInstance === undefined) return;
  const point = points.get(pointName({ backupInstance, recoveryPointId }));
  if (job.status.startsWith('Completed') && point === undefined)
    throw new Error(`The job ${job.id} is ${job.status} without a recovery point`);
  if (job.status.startsWith('Completed') || point?.jobId !== job.id) return;
  throw new Error(`The job ${job.id} is ${job.status}, and its recovery point is there`);
};
