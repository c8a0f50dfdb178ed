// The demonstration, of an account and of a volume: each is protected, backed up, changed, backed up again, restored as it
// was the first time and compared, and pruned. All through the app's HTTP API; what is compared was remembered past it.

import { ArmClient } from './arm-client.ts';
import type { DemoContext } from './demo-context.ts';
import type { AccountResult } from './demonstrate-account.ts';
import { demonstrateAccount, nothingOfAccount } from './demonstrate-account.ts';
import type { ElasticSanResult } from './demonstrate-volume.ts';
import { demonstrateVolume, nothingOfElasticSan } from './demonstrate-volume.ts';
import { waitForRunningJobs } from './finish-job.ts';
import { vaultId } from './home.ts';
import type { Narrator } from './narrator.ts';
import { withoutProgress } from './narrator.ts';
import { Vault } from './vault.ts';

/** Exactly what `--json` prints. */
export interface DemoResult extends Readonly<AccountResult> {
  readonly elasticSan: Readonly<ElasticSanResult>;
  readonly ok: boolean;
}

/** The result of a demonstration that did not get so far. */
export const failedDemo = (): DemoResult => ({
  ...nothingOfAccount(),
  elasticSan: nothingOfElasticSan(),
  ok: false,
});

/** A step that fails ends its part of the demonstration, and is told; it is never an exception. */
export const runDemo = async (context: DemoContext): Promise<DemoResult> => {
  const { home, narrator, baseUrl } = context;
  const account = nothingOfAccount();
  const elasticSan = nothingOfElasticSan();
  const ok = await told(narrator, async () => {
    const vault = new Vault(new ArmClient(baseUrl), vaultId(home.identity));
    await waitForRunningJobs(vault, narrator);
    // Side by side: of the volume there is nothing to be done but to wait for what Azure does.
    let accountRuns = true;
    const beside = { ...context, narrator: withoutProgress(narrator, () => accountRuns) };
    const ofAccount = told(narrator, () => demonstrateAccount(context, vault, account)).finally(() => {
      accountRuns = false;
    });
    const ofVolume = told(narrator, () => demonstrateVolume(beside, vault, elasticSan));
    const parts = await Promise.all([ofAccount, ofVolume]);
    return parts.every((right) => right);
  });
  return { ...account, elasticSan, ok };
};

const told = async (narrator: Narrator, part: () => Promise<boolean>): Promise<boolean> => {
  try {
    return await part();
  } catch (error) {
    narrator.say(`FAILED: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
};
