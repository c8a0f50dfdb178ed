// Orchestration ids: one operation, one id, so that asking twice starts nothing twice. At most 100 characters, Durable's
// limit: a backup is known by its recovery point, everything else by its job.

import { isInstanceName } from '../protection/instance-name.ts';
import { isRecoveryPointId } from '../recovery-point/recovery-point-id.ts';
import { isJobId } from './job-id.ts';

export type Orchestration =
  | { readonly kind: 'backup'; readonly backupInstance: string; readonly recoveryPointId: string }
  | { readonly kind: KindOfJob; readonly jobId: string };

const kindsOfJob = ['restore', 'verify', 'check', 'prune', 'export'] as const;
type KindOfJob = (typeof kindsOfJob)[number];

export const backupOrchestrationId = (backupInstance: string, recoveryPointId: string): string =>
  `backup:${backupInstance}:${recoveryPointId}`;

export const restoreOrchestrationId = (jobId: string): string => `restore:${jobId}`;

export const verifyOrchestrationId = (jobId: string): string => `verify:${jobId}`;

export const checkOrchestrationId = (jobId: string): string => `check:${jobId}`;

export const exportOrchestrationId = (jobId: string): string => `export:${jobId}`;

export const pruneOrchestrationId = (jobId: string): string => `prune:${jobId}`;

/** No workflow has it: it stands in the lock of a sweep of snapshots, which is short, and known to be dead by its age. */
export const sweepOrchestrationId = (jobId: string): string => `sweep:${jobId}`;

/** undefined for an id that no workflow of ours has. */
export const parseOrchestrationId = (id: string): Orchestration | undefined => {
  const [kind, first = '', second = '', ...rest] = id.split(':');
  if (rest.length > 0) return undefined;
  if (kind === 'backup' && isInstanceName(first) && isRecoveryPointId(second)) {
    return { kind, backupInstance: first, recoveryPointId: second };
  }
  const ofJob = kindsOfJob.find((known) => known === kind);
  return ofJob !== undefined && isJobId(first) && second === '' ? { kind: ofJob, jobId: first } : undefined;
};
