// Activity: deletes the recovery points of the plan, a batch at a time: the intents, a look at everything that speaks
// against them, the decisions, then the records. An intent that no longer holds is withdrawn.

import type { PruneCounters } from '../domain/job/counters.ts';
import { noPruneCounters } from '../domain/job/counters.ts';
import type { SliceOutcome } from '../domain/job/slices.ts';
import type { BlockedBlob } from '../domain/prune/blocked.ts';
import { summarizeBlocked } from '../domain/prune/blocked.ts';
import type { PlannedDeletion } from '../domain/prune/plan-prune.ts';
import { planPrune } from '../domain/prune/plan-prune.ts';
import type { Stored } from '../vault/document-store.ts';
import type { DeletionIntent } from '../vault/documents/deletion.ts';
import type { PointsStep, PrunePlanDocument } from '../vault/documents/prune.ts';
import { pointsStepCodec } from '../vault/documents/prune.ts';
import { inParallel } from '../vault/in-parallel.ts';
import { defaultControlContainer, recoveryPointBlob } from '../vault/layout.ts';
import type { PruneSituation } from '../vault/prune-situation.ts';
import { pruneSituation } from '../vault/prune-situation.ts';
import type { activities, InputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { isTransient, permanentFailure } from './permanent-failure.ts';
import { cursorBefore } from './prune/cursor-before.ts';
import { blockReason } from './prune/delete-garbage.ts';
import { lostLock } from './prune/prune-lock.ts';
import { requirePrunePlan } from './prune/require-prune.ts';
import { requireInstance } from './require-instance.ts';

type Input = InputOf<typeof activities.deletePointsSlice>;
type Output = SliceOutcome<PruneCounters>;

const BATCH = 64;
const REQUESTS_AT_ONCE = 8;

export const deletePointsSlice =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> => {
    try {
      const recorded = await deps.vault.prunes.getStep(input, 'points', pointsStepCodec, input);
      return recorded === undefined ? await work(deps, input) : outcomeOf(recorded);
    } catch (error) {
      if (isTransient(error)) return { kind: 'interrupted', reason: error.message };
      return { kind: 'failed', failure: permanentFailure(error) };
    }
  };

const work = async (deps: Dependencies, input: Input): Promise<Output> => {
  const plan = await requirePrunePlan(deps.vault, input);
  if (!plan.ok) return { kind: 'failed', failure: plan.failure };
  const { goes } = plan.value;
  const deadline = deps.clock.now() + input.sliceSeconds * 1_000;
  const blocked: BlockedBlob[] = [];
  let at = (await cursorBefore(deps.vault, input, 'points', pointsStepCodec))?.range ?? 0;
  do {
    const lost = await lostLock(deps.vault, input);
    if (lost !== undefined) return { kind: 'failed', failure: lost };
    blocked.push(...(await deleteBatch(deps, input, plan.value, goes.slice(at, at + BATCH))));
    at += BATCH;
  } while (at < goes.length && deps.clock.now() < deadline);
  if (blocked.length > 0) {
    await deps.vault.prunes.putBlocked(input, 'blocked-points', input, {
      version: 1,
      blocked: summarizeBlocked(blocked),
    });
  }
  const record: PointsStep = {
    version: 1,
    blocked: blocked.length,
    ...(at >= goes.length ? {} : { cursor: { range: at } }),
  };
  return outcomeOf(await deps.vault.prunes.putStepOnce(input, 'points', pointsStepCodec, input, record));
};

const outcomeOf = ({ blocked, cursor }: PointsStep): Output => ({
  kind: 'advanced',
  done: cursor === undefined,
  counters: { ...noPruneCounters, blocked },
});

const deleteBatch = async (
  deps: Dependencies,
  input: Input,
  plan: PrunePlanDocument,
  batch: readonly PlannedDeletion[],
): Promise<readonly BlockedBlob[]> => {
  await intend(deps, input, plan, batch);
  const found = await situationOf(deps, input, plan, batch);
  const standing = new Set(found.facts.points.map(({ id }) => id));
  const goes = new Set(planPrune(found.facts).goes.map(({ id }) => id));
  const outcomes = await inParallel(found.intents, REQUESTS_AT_ONCE, async (intent) => {
    const { recoveryPointId } = intent.document;
    if (!standing.has(recoveryPointId)) return await finishedBefore(deps, intent);
    if (!goes.has(recoveryPointId)) return await withdraw(deps, intent);
    return await decideAndDelete(deps, intent);
  });
  return outcomes.flatMap((outcome) => outcome ?? []);
};

/** Intents of an earlier prune stand as they are; a point without a record has none to lose. */
const intend = async (
  { vault }: Dependencies,
  { backupInstance, jobId }: Input,
  { now }: PrunePlanDocument,
  batch: readonly PlannedDeletion[],
): Promise<void> => {
  await inParallel(batch, REQUESTS_AT_ONCE, async ({ id, reason }) => {
    const point = await vault.recoveryPoints.get(backupInstance, id);
    if (point === undefined) return;
    const { manifestRoot, dataAccountId } = point;
    const request = { backupInstance, recoveryPointId: id, reason, jobId, since: now };
    await vault.deletions.intend({ version: 1, ...request, manifestRoot, dataAccountId });
  });
};

/** After the intents are there. What was asked for is asked for still. */
const situationOf = async (
  { vault, settings }: Dependencies,
  { backupInstance }: Input,
  { goes, now }: PrunePlanDocument,
  batch: readonly PlannedDeletion[],
): Promise<PruneSituation> => {
  const instance = await requireInstance(vault, backupInstance);
  if (!instance.ok) return { facts: nothing(Date.parse(now)), intents: [] };
  const requested = goes.flatMap(({ id, reason }) => (reason.kind === 'requested' ? [id] : []));
  const { weekReading } = settings;
  const question = { instance: instance.value, requested, weekReading, now: Date.parse(now) };
  const found = await pruneSituation(vault, question);
  const ids = new Set(batch.map(({ id }) => id));
  const planned = new Set(goes.map(({ id }) => id));
  // With the batch come the intents that an earlier prune has left and this one does not share.
  const intents = found.intents.filter(
    ({ document: { recoveryPointId } }) => ids.has(recoveryPointId) || !planned.has(recoveryPointId),
  );
  return { ...found, intents };
};

const nothing = (now: number): PruneSituation['facts'] => ({
  isProtected: true,
  points: [],
  verdicts: new Map(),
  pins: [],
  requested: [],
  damaged: [],
  decided: new Map(),
  now,
});

/** The record is gone: by this prune's first try, or by one that died. What it named is swept from its intent. */
const finishedBefore = async (
  { vault }: Dependencies,
  intent: Stored<DeletionIntent>,
): Promise<undefined> => {
  const { backupInstance, recoveryPointId } = intent.document;
  await vault.deletions.decide(intent);
  await vault.verifications.remove(backupInstance, recoveryPointId);
};

const withdraw = async ({ vault, log }: Dependencies, intent: Stored<DeletionIntent>): Promise<undefined> => {
  const { backupInstance, recoveryPointId } = intent.document;
  if (await vault.deletions.withdraw(intent))
    log.info('The deletion of a recovery point was withdrawn', { backupInstance, recoveryPointId });
};

const decideAndDelete = async (
  { vault, log }: Dependencies,
  intent: Stored<DeletionIntent>,
): Promise<readonly BlockedBlob[] | undefined> => {
  const decided = await vault.deletions.decide(intent);
  if (decided?.document.version !== 1) return undefined;
  const { backupInstance, recoveryPointId: id, manifestRoot, reason } = decided.document;
  try {
    const outcome = await vault.recoveryPoints.delete({ backupInstance, id, manifestRoot });
    if (outcome === 'changed') {
      await vault.deletions.withdraw(decided);
      return undefined;
    }
    await vault.verifications.remove(backupInstance, id);
    log.info('A recovery point was deleted', { backupInstance, recoveryPointId: id, reason });
    return undefined;
  } catch (error) {
    const why = blockReason(error);
    if (why === undefined) throw error;
    // It stands, whole; restores of it may go on.
    await vault.deletions.withdraw(decided);
    const name = recoveryPointBlob.build({ instance: backupInstance, recoveryPoint: id });
    return [{ container: defaultControlContainer, name, bytes: 0, ...why }];
  }
};
