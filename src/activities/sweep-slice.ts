// Activity: looks through one lane's share of the stored objects or chunks, writes down what is garbage, and then deletes
// it. Repeated, it deletes what was written down; in a dry run it only counts.

import type { PruneCounters } from '../domain/job/counters.ts';
import { noPruneCounters } from '../domain/job/counters.ts';
import type { SliceOutcome } from '../domain/job/slices.ts';
import { summarizeBlocked } from '../domain/prune/blocked.ts';
import type { PrunePlanDocument, SweepStep } from '../vault/documents/prune.ts';
import { sweepStepCodec } from '../vault/documents/prune.ts';
import { chunksContainer, objectsContainer } from '../vault/layout.ts';
import type { activities, InputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { isTransient, permanentFailure } from './permanent-failure.ts';
import { cursorBefore } from './prune/cursor-before.ts';
import { deleteGarbage } from './prune/delete-garbage.ts';
import { findGarbage } from './prune/find-garbage.ts';
import { lostLock } from './prune/prune-lock.ts';
import { requirePrunePlan, requireRoots } from './prune/require-prune.ts';

type Input = InputOf<typeof activities.sweepSlice>;
type Output = SliceOutcome<PruneCounters>;

export const sweepSlice =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> => {
    try {
      const plan = await requirePrunePlan(deps.vault, input);
      if (!plan.ok) return { kind: 'failed', failure: plan.failure };
      const step =
        (await deps.vault.prunes.getStep(input, input.kind, sweepStepCodec, input)) ??
        (await search(deps, input, plan.value));
      if ('failure' in step) return { kind: 'failed', failure: step.failure };
      return step.garbage.length === 0
        ? outcomeOf(input, step, 0, 0)
        : await sweep(deps, input, plan.value, step);
    } catch (error) {
      if (isTransient(error)) return { kind: 'interrupted', reason: error.message };
      return { kind: 'failed', failure: permanentFailure(error) };
    }
  };

const search = async (deps: Dependencies, input: Input, plan: PrunePlanDocument) => {
  const { vault } = deps;
  const roots = await requireRoots(vault, input);
  if (!roots.ok) return roots;
  const from = await cursorBefore(vault, input, input.kind, sweepStepCodec);
  const found = await findGarbage(deps, input, { plan, digits: roots.value.digits, from });
  const record = plan.dryRun ? { ...found, garbage: [] } : found;
  return await vault.prunes.putStepOnce(input, input.kind, sweepStepCodec, input, record);
};

const sweep = async (
  { vault, storage }: Dependencies,
  input: Input,
  { dataAccountId }: PrunePlanDocument,
  step: SweepStep,
): Promise<Output> => {
  const deleted = await deleteGarbage({
    store: storage.open(dataAccountId),
    container: input.kind === 'objects' ? objectsContainer : chunksContainer,
    garbage: step.garbage,
    obstacle: () => lostLock(vault, input),
  });
  if (deleted.kind === 'stopped') return { kind: 'failed', failure: deleted.failure };
  const blocked = summarizeBlocked(deleted.blocked);
  if (blocked.count > 0) {
    await vault.prunes.putBlocked(input, `blocked-${input.kind}`, input, { version: 1, blocked });
  }
  return outcomeOf(input, step, blocked.count, blocked.bytes);
};

const outcomeOf = (
  { kind }: Input,
  { count, bytes, cursor }: SweepStep,
  blocked: number,
  blockedBytes: number,
): Output => ({
  kind: 'advanced',
  done: cursor === undefined,
  counters: {
    ...noPruneCounters,
    objectsDeleted: kind === 'objects' ? count - blocked : 0,
    chunksDeleted: kind === 'chunks' ? count - blocked : 0,
    bytesFreed: bytes - blockedBytes,
    blocked,
  },
});
