// The documents that a later step of a prune needs of an earlier one.

import type { Outcome } from '../../domain/shared/failure.ts';
import { fail, succeed } from '../../domain/shared/failure.ts';
import type { PrunePlanDocument, PruneRoots } from '../../vault/documents/prune.ts';
import type { Vault } from '../../vault/vault.ts';
import type { PruneRun } from '../../workflows/catalogue/prune.ts';

const ended = (what: string) =>
  fail(
    'InternalError',
    `The ${what} of the prune is gone from the vault: the operation was ended meanwhile.`,
    ['Start the operation again.'],
  );

export const requirePrunePlan = async (vault: Vault, run: PruneRun): Promise<Outcome<PrunePlanDocument>> => {
  const plan = await vault.prunes.getPlan(run);
  return plan === undefined ? ended('plan') : succeed(plan);
};

export const requireRoots = async (vault: Vault, run: PruneRun): Promise<Outcome<PruneRoots>> => {
  const roots = await vault.prunes.getRoots(run);
  return roots === undefined ? ended('marking') : succeed(roots);
};
