// Activity: ends a prune, however it went: intents of what has gone, what is blocked, the job, the documents, a deleted
// instance of which nothing is left, the lock.

import type { Job, PruneDecision, PruneDecisions, PruneResult } from '../domain/job/job.ts';
import { jobStartMs } from '../domain/job/job-id.ts';
import { newPruneJob } from '../domain/job/new-job.ts';
import { pruneOrchestrationId } from '../domain/job/orchestration-id.ts';
import type { BlockedSummary } from '../domain/prune/blocked.ts';
import { blockedWarnings, mergeBlocked } from '../domain/prune/blocked.ts';
import { deletionWords, keepWords } from '../domain/prune/reasons.ts';
import { mergeWarnings } from '../domain/recovery-point/coverage.ts';
import type { CoverageWarning } from '../domain/recovery-point/recovery-point.ts';
import type { PrunePlanDocument, PruneRoots } from '../vault/documents/prune.ts';
import { forgetIfEmpty } from '../vault/forget-instance.ts';
import { inParallel } from '../vault/in-parallel.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { JobResult } from './close-job.ts';
import { closeJob } from './close-job.ts';
import type { Dependencies } from './dependencies.ts';

type Input = InputOf<typeof activities.closePrune>;
type Output = OutputOf<typeof activities.closePrune>;

const REQUESTS_AT_ONCE = 16;
/** Of each kind, on the job. */
export const SHOWN_DECISIONS = 100;

export const closePrune =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> => {
    const { vault, log } = deps;
    const { backupInstance, jobId } = input;
    const known = await stateOf(deps, input);
    if (known.swept) await forget(deps, input, known);
    const job = await closeJob(vault, openedJob(input), resultOf(input, known));
    await removeDocuments(deps, input);
    if (await forgetIfEmpty(vault, backupInstance))
      log.info('Nothing is left of a deleted backup instance', { backupInstance, jobId });
    await vault.locks.release(backupInstance, pruneOrchestrationId(jobId));
    log.info('Prune ended', { backupInstance, jobId, status: job.status, ...job.prune });
    return { status: job.status };
  };

interface Known {
  readonly plan: PrunePlanDocument | undefined;
  readonly roots: PruneRoots | undefined;
  readonly blocked: BlockedSummary;
  /** Recovery points whose records this prune has found gone. */
  readonly gone: number;
  /** Nothing of them is left but what is blocked. */
  readonly swept: boolean;
}

const stateOf = async ({ vault }: Dependencies, input: Input): Promise<Known> => {
  const plan = await vault.prunes.getPlan(input);
  const roots = await vault.prunes.getRoots(input);
  const blocked = mergeBlocked((await vault.prunes.listBlocked(input)).map((step) => step.blocked));
  const swept = input.ending.kind === 'completed' && !input.dryRun && roots !== undefined;
  return { plan, roots, blocked, gone: roots?.dead.length ?? (await goneOf(input)), swept };

  /** A prune that failed before it marked may have deleted records. */
  async function goneOf({ backupInstance, dryRun }: Input): Promise<number> {
    if (dryRun || plan === undefined) return 0;
    const found = await inParallel(plan.goes, REQUESTS_AT_ONCE, async ({ id }) => {
      const intent = await vault.deletions.get(backupInstance, id);
      if (intent?.document.state !== 'decided') return false;
      return (await vault.recoveryPoints.get(backupInstance, id)) === undefined;
    });
    return found.filter((isGone) => isGone).length;
  }
};

const forget = async (
  { vault }: Dependencies,
  { backupInstance }: Input,
  { plan, roots, blocked }: Known,
): Promise<void> => {
  await inParallel(roots?.dead ?? [], REQUESTS_AT_ONCE, ({ id }) =>
    vault.deletions.remove(backupInstance, id),
  );
  if (plan !== undefined) await vault.pruning.update(backupInstance, { sweptAt: plan.now, blocked });
};

/** As it would have been opened, should that have failed. */
const openedJob = (input: Input): Job =>
  newPruneJob({ ...input, startTime: new Date(jobStartMs(input.jobId)).toISOString() });

const resultOf = (input: Input, known: Known): JobResult => {
  const { ending, counters, dryRun, endTime } = input;
  const { plan, roots, blocked, gone } = known;
  const warnings = warningsOf(input, known);
  const prune: PruneResult = {
    dryRun,
    recoveryPoints: gone,
    keptRecoveryPoints: (plan?.stays.length ?? 0) + (roots?.kept.length ?? 0),
    objectsDeleted: counters.objectsDeleted,
    chunksDeleted: counters.chunksDeleted,
    bytesFreed: counters.bytesFreed,
    blocked: blocked.count,
    entriesRead: counters.entriesRead,
    chunksRead: counters.chunksRead,
  };
  const facts = {
    endTime,
    warnings,
    prune,
    ...(plan === undefined ? {} : { pruneDecisions: decisionsOf(plan, roots?.kept ?? []) }),
  };
  if (ending.kind === 'failed') return { ...facts, status: 'Failed', errors: [ending.failure] };
  return { ...facts, status: warnings.length > 0 ? 'CompletedWithWarnings' : 'Completed', errors: [] };
};

const warningsOf = ({ counters }: Input, { roots, blocked }: Known): readonly CoverageWarning[] => {
  const kept = roots?.kept ?? [];
  return mergeWarnings(
    blockedWarnings(blocked),
    kept.map((id) => ({ code: 'RecoveryPointKept', count: 1, examples: [id] })),
    counters.unreadable === 0
      ? []
      : [{ code: 'DeletedManifestNotReadable', count: counters.unreadable, examples: [] }],
  );
};

export const decisionsOf = (
  { goes, stays }: Pick<PrunePlanDocument, 'goes' | 'stays'>,
  keptAfterAll: readonly string[],
): PruneDecisions => {
  const kept = new Set(keptAfterAll);
  const deletes = goes.filter(({ id }) => !kept.has(id));
  const again = goes.flatMap(({ id }): PruneDecision[] =>
    kept.has(id) ? [{ recoveryPointId: id, reason: 'what stood against it came after the plan' }] : [],
  );
  return {
    deletes: deletes
      .slice(0, SHOWN_DECISIONS)
      .map(({ id, reason }) => ({ recoveryPointId: id, reason: deletionWords(reason) })),
    keeps: [
      ...again,
      ...stays.map(({ id, reason }) => ({ recoveryPointId: id, reason: keepWords(reason) })),
    ].slice(0, SHOWN_DECISIONS),
  };
};

/** After the job is closed: until then a repeated closing needs them. */
const removeDocuments = async ({ vault, log }: Dependencies, input: Input): Promise<void> => {
  try {
    await vault.prunes.deleteAll(input);
  } catch (error) {
    log.warn('The documents of a prune cannot be deleted; the next prune will', { ...input, error });
  }
};
