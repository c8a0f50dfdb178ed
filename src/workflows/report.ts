// Tells how far a job is: in the orchestration's custom status and on the job. A report that fails is not worth a job.

import type { ProgressFacts } from '../domain/job/progress.ts';
import { progressOf } from '../domain/job/progress.ts';
import type {
  BackupPhase,
  CheckPhase,
  ExportPhase,
  PrunePhase,
  RestorePhase,
  VerifyPhase,
  VolumeBackupPhase,
  VolumeRestorePhase,
} from '../domain/job/sub-tasks.ts';
import { activities } from './catalogue.ts';
import type { Steps, WorkflowContext } from './engine.ts';
import { call } from './engine.ts';

export interface ReportFacts extends Omit<ProgressFacts, 'now' | 'dataPhaseStart' | 'phase'> {
  readonly phase:
    | BackupPhase
    | RestorePhase
    | VerifyPhase
    | CheckPhase
    | PrunePhase
    | ExportPhase
    | VolumeBackupPhase
    | VolumeRestorePhase;
  readonly jobId: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

export function* report(context: WorkflowContext, { jobId, since, ...facts }: ReportFacts): Steps<void> {
  const progress = progressOf({
    ...facts,
    dataPhaseStart: Date.parse(since),
    now: context.df.currentUtcDateTime.getTime(),
  });
  context.df.setCustomStatus({ jobId, progress });
  try {
    yield* call(context, activities.reportProgress, { jobId, progress });
  } catch {
    // The next report says more.
  }
}
