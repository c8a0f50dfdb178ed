// Activity: ends a check of the vault, however it went: the report, the recovery points that were found damaged marked as
// such, and the job closed.

import type { CheckReport, DamagedPoint } from '../domain/check/check.ts';
import { noCheckCounters } from '../domain/check/check.ts';
import type { Finding, Findings } from '../domain/check/finding.ts';
import { finding, findingsOf, mergeFindings } from '../domain/check/finding.ts';
import { addCounters } from '../domain/job/counters.ts';
import { jobStartMs } from '../domain/job/job-id.ts';
import { newCheckJob } from '../domain/job/new-job.ts';
import { isFinal } from '../domain/job/transitions.ts';
import { fail } from '../domain/shared/failure.ts';
import { damagedBlobs } from '../domain/verification/counters.ts';
import { affectedText, mergeDamage } from '../domain/verification/damage.ts';
import { isVaultError } from '../vault/vault-error.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { JobResult } from './close-job.ts';
import { closeJob } from './close-job.ts';
import type { Dependencies } from './dependencies.ts';
import { letGo } from './open-garbage-search.ts';

type Input = InputOf<typeof activities.closeCheck>;
type Output = OutputOf<typeof activities.closeCheck>;

export const closeCheck =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> => {
    const { vault, log } = deps;
    const startTime = new Date(jobStartMs(input.jobId)).toISOString();
    const opened = newCheckJob({ ...input, startTime });
    const { job } = await vault.jobs.create(opened);
    // Of a search that was cut off.
    for (const lock of await locksOf(deps, input.jobId)) await letGo(vault, lock.backupInstance, input.jobId);
    const closed = isFinal(job.status)
      ? job
      : await closeJob(vault, opened, await resultOf(deps, input, startTime));
    await vault.checks.removeSlices(input.jobId);
    log.info('Check of the vault ended', { jobId: input.jobId, status: closed.status, ...closed.check });
    const [failure] = closed.errors;
    return { status: closed.status, ...(failure === undefined ? {} : { failure }) };
  };

const locksOf = async ({ vault, log }: Dependencies, jobId: string) => {
  try {
    return (await vault.locks.list()).filter((lock) => lock.jobId === jobId);
  } catch (error) {
    // A lock that cannot be read is none of this check, and it has found it.
    if (!isVaultError(error)) throw error;
    log.warn('The locks of the vault cannot be read', { jobId, error });
    return [];
  }
};

const resultOf = async (deps: Dependencies, input: Input, startedAt: string): Promise<JobResult> => {
  const { ending, endTime } = input;
  if (ending.kind === 'failed') return { status: 'Failed', endTime, warnings: [], errors: [ending.failure] };
  const report = await reportOf(deps, input, startedAt);
  await deps.vault.checks.putReport(report);
  const { listed, ...counts } = report.findings;
  const failure = failureOf(report.findings);
  const check = { ...report.counters, ...counts, repair: input.repair };
  if (failure !== undefined) return { status: 'Failed', endTime, warnings: [], errors: [failure], check };
  const status = counts.warnings > 0 ? 'CompletedWithWarnings' : 'Completed';
  return { status, endTime, warnings: [], errors: [], check };
};

const reportOf = async (
  { vault }: Dependencies,
  { jobId, repair, abandoned, endTime }: Input,
  startedAt: string,
): Promise<CheckReport> => {
  const slices = [
    ...(await vault.checks.documents.list(jobId)),
    ...(await vault.checks.manifests.list(jobId)),
    ...(await vault.checks.garbage.list(jobId)),
  ];
  const damaged = await stillThere(vault, merged(slices.flatMap((slice) => slice.damaged)));
  for (const point of damaged)
    await vault.verifications.put(verificationOf(point, jobId, startedAt, endTime));
  const own: readonly Finding[] = [
    ...abandoned.map((thing) => finding('WorkAbandoned', thing, { repaired: repair })),
    ...damaged.map(damagedFinding),
  ];
  return {
    version: 1,
    jobId,
    repair,
    startedAt,
    completedAt: endTime,
    counters: slices.map(({ counters }) => counters).reduce(addCounters, noCheckCounters),
    findings: mergeFindings([findingsOf(own), ...slices.map(({ findings }) => findings)]),
  };
};

const merged = (parts: readonly DamagedPoint[]): readonly DamagedPoint[] => {
  const points = new Map<string, DamagedPoint>();
  for (const part of parts) {
    const key = `${part.backupInstance}/${part.recoveryPointId}`;
    const known = points.get(key);
    points.set(
      key,
      known === undefined
        ? part
        : {
            ...part,
            counters: addCounters(known.counters, part.counters),
            damage: mergeDamage(known.damage, part.damage),
          },
    );
  }
  return [...points.values()];
};

/** Of a point that was deleted during the check, the check has seen the deletion. */
const stillThere = async (
  vault: Dependencies['vault'],
  points: readonly DamagedPoint[],
): Promise<readonly DamagedPoint[]> => {
  const found: DamagedPoint[] = [];
  for (const point of points) {
    const record = await vault.catalogue.recoveryPoint(point.backupInstance, point.recoveryPointId);
    if (record !== undefined) found.push(point);
  }
  return found;
};

const verificationOf = (point: DamagedPoint, jobId: string, startedAt: string, completedAt: string) => ({
  ...point,
  version: 1 as const,
  jobId,
  startedAt,
  completedAt,
  // Only what the listing put in doubt was read.
  samplePercent: 0,
  status: 'damaged' as const,
});

const damagedFinding = ({ backupInstance, recoveryPointId, counters, damage }: DamagedPoint): Finding =>
  finding('RecoveryPointDamaged', `${backupInstance}/${recoveryPointId}`, {
    detail: `${damagedBlobs(counters)} blobs: ${affectedText(damage)}`,
  });

const failureOf = ({ errors }: Findings) =>
  errors === 0
    ? undefined
    : fail('VaultCheckFailed', `The check of the vault has found ${errors} errors.`, [
        'Look at checkReport in the additionalDetails of the job: it says of each what it means and what to do.',
      ]).failure;
