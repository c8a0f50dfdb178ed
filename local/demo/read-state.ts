// What an account holds now, read from it blob by blob: the yardstick for a recovery point that is about to be made.

import type { Account } from './account.ts';
import type { AccountState, BlobState } from './blob-state.ts';
import { keyOf } from './blob-state.ts';
import { inParallel } from './in-parallel.ts';

const READS_AT_ONCE = 16;

export const readState = async (account: Account): Promise<AccountState> => {
  const state = new Map<string, BlobState>();
  const names: { readonly container: string; readonly name: string }[] = [];
  for await (const blob of account.blobs()) names.push(blob);
  await inParallel(names, READS_AT_ONCE, async ({ container, name }) => {
    const blob = await account.read(container, name);
    if (blob === undefined) throw new Error(`${container}/${name} is gone from the source account.`);
    state.set(keyOf(blob), blob);
  });
  return state;
};
