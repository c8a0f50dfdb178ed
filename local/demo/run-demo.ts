// The demonstration: fill, protect, back up, change, back up again, restore the first recovery point elsewhere, compare
// every blob, delete that point, prove the second one whole. All through the app's HTTP API; what is compared was
// remembered past it.

import { Account } from './account.ts';
import { ArmClient } from './arm-client.ts';
import type { BackupResult } from './back-up-source.ts';
import { backUpSource, waitForRunningJobs } from './back-up-source.ts';
import { saveState } from './blob-state.ts';
import { changeAccount } from './change-account.ts';
import type { DemoContext } from './demo-context.ts';
import { INSTANCE } from './demo-context.ts';
import { FIRST_STATE, fillSource } from './fill-source.ts';
import type { Home } from './home.ts';
import { accountId, vaultId } from './home.ts';
import { counted } from './narrator.ts';
import type { PruneResult } from './prune-and-verify.ts';
import { nothingPruned, pruneAndVerify } from './prune-and-verify.ts';
import { readState } from './read-state.ts';
import { restoreAndCompare } from './restore-and-compare.ts';
import { Vault } from './vault.ts';

/** Exactly what `--json` prints. */
export interface DemoResult {
  readonly backups: readonly BackupResult[];
  readonly restore: {
    readonly blobs: number;
    readonly bytes: number;
    readonly verified: number;
    readonly mismatched: number;
  };
  readonly prune: PruneResult;
  readonly ok: boolean;
}

const nothingRestored = { blobs: 0, bytes: 0, verified: 0, mismatched: 0 };

/** The result of a demonstration that did not get so far. */
export const failedDemo: DemoResult = {
  backups: [],
  restore: nothingRestored,
  prune: nothingPruned,
  ok: false,
};

/** A step that fails ends the demonstration, and is told; it is never an exception. */
export const runDemo = async (context: DemoContext): Promise<DemoResult> => {
  const backups: BackupResult[] = [];
  try {
    return await play(context, backups);
  } catch (error) {
    context.narrator.say(`FAILED: ${error instanceof Error ? error.message : String(error)}`);
    return { ...failedDemo, backups };
  }
};

const play = async (context: DemoContext, backups: BackupResult[]): Promise<DemoResult> => {
  const { home, narrator, blobEndpoint } = context;
  const { accounts } = home.identity;
  const vault = new Vault(new ArmClient(context.baseUrl), vaultId(home.identity));
  const source = new Account(blobEndpoint, accounts.source);
  await waitForRunningJobs(vault, narrator);
  if ((await firstRecoveryPoint(home, vault)) === undefined) {
    await fillSource(source, home, context.sampleFolder, narrator);
  } else {
    narrator.say('The source account is as the last start left it.');
  }
  await vault.protect(INSTANCE, accountId(home.identity, accounts.source));
  narrator.say(`Protected the account ${accounts.source.name} as backup instance '${INSTANCE}'.`);

  const first = await backUpSource(context, vault, source);
  backups.push(first);
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
  backups.push(second);
  const most = changes.changed + changes.added;
  const incremental = second.copied <= most;
  if (!incremental)
    narrator.say(`WRONG: copied ${second.copied} blobs where only ${most} were new or changed.`);

  const { restored, comparison } = await restoreAndCompare(context, vault, firstPoint, state);
  // From here on the second point is the first one of the next start.
  home.saveProgress({ version: 1, generation, firstPoint: second.id, state: nextState });
  const { ok: pruned, prune } = await pruneAndVerify(context, vault, {
    first: firstPoint,
    second: second.id,
  });
  return {
    backups,
    restore: {
      blobs: comparison.blobs,
      bytes: comparison.bytes,
      verified: comparison.equal,
      mismatched: comparison.differences.length,
    },
    prune,
    ok:
      pruned &&
      incremental &&
      restored &&
      comparison.differences.length === 0 &&
      comparison.equal === comparison.blobs,
  };
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
