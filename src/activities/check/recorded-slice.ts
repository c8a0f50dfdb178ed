// One slice of a check: begins where the record of the lane's slice before says, and records what it has found before it
// returns. Run again it answers from the record.

import type { CheckCounters } from '../../domain/check/check.ts';
import type { SliceOutcome } from '../../domain/job/slices.ts';
import type { CheckSlice } from '../../vault/documents/check.ts';
import type { CheckSlices, SlicePlace } from '../../vault/stores/checks.ts';
import { isTransient, permanentFailure } from '../permanent-failure.ts';
import { startAfter } from '../require-run.ts';

type Output = SliceOutcome<CheckCounters>;

/** @param work from the cursor on; undefined: from the beginning */
export const recordedSlice = async <Cursor>(
  slices: CheckSlices<Cursor>,
  { jobId, lane, seq }: SlicePlace,
  work: (start: Cursor | undefined) => Promise<CheckSlice<Cursor>>,
): Promise<Output> => {
  try {
    const place = { jobId, lane, seq };
    const recorded = await slices.get(place);
    if (recorded !== undefined) return outcomeOf(recorded);
    if (seq === 0) return outcomeOf(await slices.putOnce(place, await work(undefined)));
    const before = await slices.get({ ...place, seq: seq - 1 });
    const start = startAfter(before, `slice ${lane}-${seq - 1} of the check`);
    if (!start.ok) return { kind: 'failed', failure: start.failure };
    return outcomeOf(await slices.putOnce(place, await work(start.value)));
  } catch (error) {
    if (isTransient(error)) return { kind: 'interrupted', reason: error.message };
    return { kind: 'failed', failure: permanentFailure(error) };
  }
};

const outcomeOf = ({ counters, cursor }: CheckSlice<unknown>): Output => ({
  kind: 'advanced',
  done: cursor === undefined,
  counters,
});
