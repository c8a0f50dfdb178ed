// May this storage account be the target of a restore of that recovery point?

import type { Failure } from '../shared/failure.ts';
import { fail } from '../shared/failure.ts';

export interface TargetFacts {
  /** Account names, which are unique in the whole cloud. */
  readonly target: string;
  readonly source: string;
  /** The vault's own accounts: control and data. */
  readonly vaultAccounts: readonly string[];
  readonly vaultRegion: string;
  /** undefined where it cannot be found out. */
  readonly targetRegion: string | undefined;
}

const FIELD = 'targetAccountId';

const normalise = (region: string): string => region.toLowerCase().replaceAll(' ', '');

/** undefined: nothing speaks against it. */
export const refuseTarget = (facts: TargetFacts): Failure | undefined => {
  const { target, source, vaultAccounts, vaultRegion, targetRegion } = facts;
  if (target === source) {
    return fail(
      'UserErrorOriginalLocationRestoreNotSupported',
      `The storage account ${target} is the one that the recovery point was taken of.`,
      ['Restore to another storage account of the same region.'],
      FIELD,
    ).failure;
  }
  if (vaultAccounts.includes(target)) {
    return fail(
      'UserErrorInvalidRequest',
      `The storage account ${target} belongs to the vault itself.`,
      ['Restore to a storage account of your own.'],
      FIELD,
    ).failure;
  }
  if (targetRegion !== undefined && normalise(targetRegion) !== normalise(vaultRegion)) {
    return fail(
      'UserErrorRestoreLocationMismatch',
      `The storage account ${target} is in ${targetRegion}, the vault in ${vaultRegion}.`,
      [`Restore to a storage account in ${vaultRegion}.`],
      FIELD,
    ).failure;
  }
  return undefined;
};
