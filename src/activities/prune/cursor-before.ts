// Where a slice of a prune begins: where the record of the lane's slice before says that it ended.

import type { DocumentCodec } from '../../vault/document-codec.ts';
import type { PruneCursor } from '../../vault/documents/prune.ts';
import type { StepName } from '../../vault/stores/prunes.ts';
import type { Vault } from '../../vault/vault.ts';
import { vaultError } from '../../vault/vault-error.ts';
import type { PruneSlice } from '../../workflows/catalogue/prune.ts';

/** undefined at the lane's beginning. */
export const cursorBefore = async <T extends { readonly cursor?: PruneCursor }>(
  vault: Vault,
  { backupInstance, jobId, lane, seq }: PruneSlice,
  step: StepName,
  codec: DocumentCodec<T>,
): Promise<PruneCursor | undefined> => {
  if (seq === 0) return undefined;
  const before = await vault.prunes.getStep({ backupInstance, jobId }, step, codec, { lane, seq: seq - 1 });
  if (before?.cursor !== undefined) return before.cursor;
  const name = `${step}/${lane}-${seq - 1}`;
  throw vaultError('VaultDataMissing', name, `The record of slice ${name} of the prune ${jobId} is gone`);
};
