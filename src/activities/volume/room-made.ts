// What became of the recovery points that were to go before a backup of a SAN volume: shown on its job.

import type { PruneDecisions } from '../../domain/job/job.ts';
import { blockedWarnings, mergeBlocked } from '../../domain/prune/blocked.ts';
import { deletionWords } from '../../domain/prune/reasons.ts';
import type { CoverageWarning } from '../../domain/recovery-point/recovery-point.ts';
import type { Vault } from '../../vault/vault.ts';
import type { PruneRun } from '../../workflows/catalogue/prune.ts';
import { SHOWN_DECISIONS } from '../close-prune.ts';

export interface RoomMade {
  /** What has gone, and why. What could go and did not have to is the next prune's. */
  readonly pruneDecisions?: PruneDecisions;
  readonly warnings: readonly CoverageWarning[];
}

export const roomMade = async (vault: Vault, run: PruneRun): Promise<RoomMade> => {
  const plan = await vault.prunes.getVolumePlan(run);
  if (plan === undefined) return { warnings: [] };
  const standing = new Set(await vault.volumePoints.ids(run.backupInstance));
  const blocked = mergeBlocked((await vault.prunes.listBlocked(run)).map((step) => step.blocked));
  const deletes = plan.goes.flatMap(({ id, reason }) =>
    standing.has(id) ? [] : [{ recoveryPointId: id, reason: deletionWords(reason) }],
  );
  return {
    pruneDecisions: { deletes: deletes.slice(0, SHOWN_DECISIONS), keeps: [] },
    warnings: blockedWarnings(blocked),
  };
};
