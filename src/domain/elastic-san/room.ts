// Room for one more recovery point of a SAN volume, where there are as many as may be: those that retention no longer
// keeps go first, the oldest of them foremost. What is to stay stays: then there is no room, and no backup.

import type { PrunePlan } from '../prune/plan-prune.ts';
import { keepWords } from '../prune/reasons.ts';
import type { Failure, Outcome } from '../shared/failure.ts';
import { fail, succeed } from '../shared/failure.ts';

/** How many points of the plan have to go, oldest first; fails where not as many may. */
export const roomToMake = ({ goes, stays }: PrunePlan, limit: number): Outcome<number> => {
  const points = goes.length + stays.length;
  const needed = Math.max(points - limit + 1, 0);
  if (needed <= goes.length) return succeed(needed);
  const [oldest] = stays;
  const why =
    oldest === undefined ? '' : ` The oldest that stays is ${oldest.id}: ${keepWords(oldest.reason)}.`;
  return fail(
    'UserErrorRecoveryPointLimitReached',
    `There are ${points} recovery points; the limit is ${limit}, and retention lets ${
      goes.length === 0 ? 'none' : `only ${goes.length}`
    } of them go.${why}`,
    actions,
  );
};

/** Of a backup before which points were to go, and did not. */
export const noRoomMade = (tried: number, missing: number): Failure => ({
  code: 'UserErrorRecoveryPointLimitReached',
  message: `There are as many recovery points as there may be. Of ${tried} that retention lets go ${missing} more had to be deleted before the backup, and could not.`,
  recommendedAction: ['Remove what keeps their snapshots, which the warnings of the job name.', ...actions],
});

const actions = ['Shorten the retention of the policy, or delete recovery points.'];
