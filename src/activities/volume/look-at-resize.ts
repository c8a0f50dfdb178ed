// Whether a backup is the first since its volume was resized: by the recovery point before it.

import { resizeWords } from '../../domain/elastic-san/resize.ts';
import type { Vault } from '../../vault/vault.ts';

/** `from 1 GiB to 2 GiB`; undefined where it is not. */
export const resizeSincePoint = async (
  vault: Vault,
  { backupInstance, recoveryPointId }: { readonly backupInstance: string; readonly recoveryPointId: string },
  sizeBytes: number,
): Promise<string | undefined> => {
  const before = (await vault.volumePoints.ids(backupInstance)).findLast((id) => id < recoveryPointId);
  if (before === undefined) return undefined;
  return resizeWords((await vault.volumePoints.get(backupInstance, before))?.sizeBytes, sizeBytes);
};
