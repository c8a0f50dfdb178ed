// One slice of a restore, of either phase: begins where the record of the lane's slice before says, and records what it
// has done before it returns. Run again it answers from the record.

import type { SliceOutcome } from '../../domain/job/slices.ts';
import { succeed } from '../../domain/shared/failure.ts';
import type { RestorePlan } from '../../vault/documents/restore-plan.ts';
import type { RestorePhase } from '../../vault/documents/restore-slice.ts';
import type { Dependencies } from '../dependencies.ts';
import { isTransient, permanentFailure } from '../permanent-failure.ts';
import { requirePlan, startAfter } from '../require-run.ts';
import type { LaneWalk } from './lane-walk.ts';
import { walkLane } from './lane-walk.ts';

interface Input {
  readonly jobId: string;
  readonly lane: number;
  readonly seq: number;
  readonly sliceSeconds: number;
}

type Counts<Counters> = { readonly [K in keyof Counters]: number };

export interface SliceWork<Counters> extends Pick<LaneWalk<Counters>, 'none' | 'add'> {
  readonly phase: RestorePhase;
  readonly workOn: (plan: RestorePlan) => LaneWalk<Counters>['work'];
}

export const recordedSlice = async <Counters extends Counts<Counters>>(
  deps: Dependencies,
  input: Input,
  work: SliceWork<Counters>,
): Promise<SliceOutcome<Counters>> => {
  try {
    return await walk(deps, input, work);
  } catch (error) {
    if (isTransient(error)) return { kind: 'interrupted', reason: error.message };
    return { kind: 'failed', failure: permanentFailure(error) };
  }
};

const walk = async <Counters extends Counts<Counters>>(
  { vault, clock }: Dependencies,
  { jobId, lane, seq, sliceSeconds }: Input,
  { phase, workOn, none, add }: SliceWork<Counters>,
): Promise<SliceOutcome<Counters>> => {
  const key = { jobId, phase, lane, seq };
  const outcomeOf = (record: { counters: unknown; cursor?: unknown }): SliceOutcome<Counters> => ({
    kind: 'advanced',
    done: record.cursor === undefined,
    counters: record.counters as Counters,
  });
  const recorded = await vault.restorePlans.getSlice(key);
  if (recorded !== undefined) return outcomeOf(recorded);
  const plan = await requirePlan(vault, jobId);
  if (!plan.ok) return { kind: 'failed', failure: plan.failure };
  const before = { ...key, seq: seq - 1 };
  const start =
    seq === 0
      ? succeed({ range: 0 })
      : startAfter(await vault.restorePlans.getSlice(before), `slice ${lane}-${seq - 1} of the restore`);
  if (!start.ok) return { kind: 'failed', failure: start.failure };
  const deadline = clock.now() + sliceSeconds * 1_000;
  const walked = await walkLane<Counters>({
    ranges: plan.value.lanes[lane] ?? [],
    cursor: start.value,
    none,
    add,
    isOver: () => clock.now() >= deadline,
    work: workOn(plan.value),
  });
  if (walked.kind !== 'walked') return walked;
  const { counters, cursor } = walked;
  return outcomeOf(
    await vault.restorePlans.putSliceOnce(key, {
      version: 1,
      counters: { ...counters },
      ...(cursor === undefined ? {} : { cursor }),
    }),
  );
};
