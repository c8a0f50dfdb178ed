// Activity: commits the recovery point. The record is one conditional write and the last effect on data: before it there
// is no recovery point, after it there is a whole one.

import type { RecoveryPoint } from '../domain/recovery-point/recovery-point.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import type { BackupRun } from '../vault/documents/run.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { refuseCommit } from './may-commit.ts';
import { settling } from './permanent-failure.ts';
import { requireInstance } from './require-instance.ts';
import { requireRun } from './require-run.ts';
import { retentionTag } from './retention-tag.ts';

type Input = InputOf<typeof activities.commitRecoveryPoint>;
type Output = OutputOf<typeof activities.commitRecoveryPoint>;

export const commitRecoveryPoint =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> =>
    await settling(async () => {
      const { vault, log } = deps;
      const { backupInstance, recoveryPointId, jobId } = input;
      const standing = await vault.recoveryPoints.get(backupInstance, recoveryPointId);
      if (standing !== undefined) return succeed({ jobId: standing.jobId });
      const point = await recordOf(deps, input);
      if (!point.ok) return point;
      const refused = await refuseCommit(vault, input);
      if (refused !== undefined) return refused;
      const outcome = await vault.recoveryPoints.commit(point.value);
      const owner = outcome.committed ? jobId : (outcome.existing?.jobId ?? jobId);
      if (owner !== jobId)
        log.warn('Another job has committed this recovery point', { recoveryPointId, owner, jobId });
      return succeed({ jobId: owner });
    });

const recordOf = async (deps: Dependencies, input: Input) => {
  const { vault } = deps;
  const { backupInstance, recoveryPointId, jobId, pointTime, completedAt, trigger, askedTag } = input;
  const run = await requireRun(vault, input);
  if (!run.ok) return run;
  const instance = await requireInstance(vault, backupInstance);
  if (!instance.ok) return instance;
  const sealed = await vault.runs.getSealed(input);
  if (sealed === undefined) return fail('InternalError', `The manifest of ${recoveryPointId} is not sealed.`);
  const { policyName } = instance.value;
  const tagged = await retentionTag(deps, backupInstance, policyName, {
    id: recoveryPointId,
    time: pointTime,
    trigger,
    fallbackTag: input.retentionTag,
    ...(askedTag === undefined ? {} : { askedTag }),
  });
  const point: RecoveryPoint = {
    version: 1,
    id: recoveryPointId,
    backupInstance,
    time: pointTime,
    completedAt,
    trigger,
    ...tagged,
    policyName,
    jobId,
    sourceAccountId: run.value.sourceAccountId,
    dataAccountId: run.value.dataAccountId,
    manifestRoot: sealed.manifestRoot,
    containers: sealed.containers,
    blobs: sealed.blobs,
    bytes: sealed.bytes,
    copiedBlobs: sealed.copiedBlobs,
    copiedBytes: sealed.copiedBytes,
    ...lineageOf(run.value, pointTime),
    warnings: sealed.warnings,
  };
  return succeed(point);
};

const lineageOf = ({ previous, recheckSince }: BackupRun, pointTime: string) => {
  const recheckedAt = recheckSince === undefined ? previous?.recheckedAt : pointTime;
  return {
    ...(previous === undefined ? {} : { previous: previous.recoveryPointId }),
    ...(recheckedAt === undefined ? {} : { recheckedAt }),
  };
};
