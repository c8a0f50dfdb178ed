// The first datasource: a storage account is filled, protected, backed up, changed, backed up again, its first recovery
// point restored to another account and compared, then deleted, and the second one proved whole.

import { Account } from './account.ts';
import type { BackupResult } from './back-up-source.ts';
import { backUpSource } from './back-up-source.ts';
import { saveState } from './blob-state.ts';
import { changeAccount } from './change-account.ts';
import type { DemoContext } from './demo-context.ts';
import { INSTANCE } from './demo-context.ts';
import { FIRST_STATE, fillSource } from './fill-source.ts';
import type { Home } from './home.ts';
import { accountId } from './home.ts';
import { counted } from './narrator.ts';
import type { PruneResult } from './prune-and-verify.ts';
import { nothingPruned, pruneAndVerify } from './prune-and-verify.ts';
import { readState } from './read-state.ts';
import { restoreAndCompare } from './restore-and-compare.ts';
import type { Vault } from './vault.ts';

export interface AccountResult {
  backups: BackupResult[];
  restore: {
    readonly blobs: number;
    readonly bytes: number;
    readonly verified: number;
    readonly mismatched: number;
  };
  prune: PruneResult;
}

export const nothingOfAccount = (): AccountResult => ({
  backups: [],
  restore: { blobs: 0, bytes: 0, verified: 0, mismatched: 0 },
  prune: nothingPruned,
});

/** Whether all was as it should be; what is found goes into `result` as soon as it is known. */
export const demonstrateAccount = async (
  context: DemoContext,
  vault: Vault,
  result: AccountResult,
): Promise<boolean> => {
  const { home, narrator, blobEndpoint } = context;
  const { accounts } = home.identity;
  const source = new Account(blobEndpoint, accounts.source);
  if ((await firstRecoveryPoint(home, vault)) === undefined) {
    await fillSource(source, home, context.sampleFolder, narrator);
  } else {
    narrator.say('The source account is as the last start left it.');
  }
  await vault.protect(INSTANCE, accountId(home.identity, accounts.source));
  narrator.say(`Protected the account ${accounts.source.name} as backup instance '${INSTANCE}'.`);

  const first = await backUpSource(context, vault, source);
  result.backups.push(first);
  const firstPoint = (await firstRecoveryPoint(home, vault)) ?? first.id;
  const generation = home.progress().generation + 1;
  const state = home.progress().state ?? FIRST_STATE;
  home.saveProgress({ version: 1, generation, firstPoint, state });
  const changes = await changeAccount(source, generation);
  narrator.say(
    `Changed ${counted(changes.changed, 'blob')}, deleted ${changes.deleted.toLocaleString('en-US')}, ` +
      `added ${changes.added.toLocaleString('en-US')}.`,
  );

  const nextState = `state-${generation}.ndjson`;
  saveState(home.path(nextState), await readState(source));

  const second = await backUpSource(context, vault, source);
  result.backups.push(second);
  const most = changes.changed + changes.added;
  const incremental = second.copied <= most;
  if (!incremental)
    narrator.say(`WRONG: copied ${second.copied} blobs where only ${most} were new or changed.`);

  const { restored, comparison } = await restoreAndCompare(context, vault, firstPoint, state);
  const { blobs, bytes, equal: verified, differences } = comparison;
  result.restore = { blobs, bytes, verified, mismatched: differences.length };
  // From here on the second point is the first one of the next start.
  home.saveProgress({ version: 1, generation, firstPoint: second.id, state: nextState });
  const pruned = await pruneAndVerify(context, vault, { first: firstPoint, second: second.id });
  result.prune = pruned.prune;
  return pruned.ok && incremental && restored && differences.length === 0 && verified === blobs;
};

/** undefined until there is one. */
const firstRecoveryPoint = async (home: Home, vault: Vault): Promise<string | undefined> => {
  const known = home.progress().firstPoint;
  const points = await vault.recoveryPoints(INSTANCE);
  if (known !== undefined && !points.some(({ id }) => id === known)) {
    throw new Error(`The vault has lost its first recovery point, ${known}.`);
  }
  return known ?? points[0]?.id;
};
