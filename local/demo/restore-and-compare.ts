// Restores a recovery point to the target account and compares every blob with what the source held then.

import { Account } from './account.ts';
import { loadState } from './blob-state.ts';
import type { Comparison } from './compare-account.ts';
import { compareAccount } from './compare-account.ts';
import type { DemoContext } from './demo-context.ts';
import { INSTANCE } from './demo-context.ts';
import { accountId } from './home.ts';
import { count, failureWords, progressLine, restoreWords } from './job-words.ts';
import type { Narrator } from './narrator.ts';
import { counted } from './narrator.ts';
import type { Vault } from './vault.ts';

export const restoreAndCompare = async (
  { home, narrator, blobEndpoint }: DemoContext,
  vault: Vault,
  point: string,
  stateFile: string,
): Promise<{ readonly restored: boolean; readonly comparison: Comparison }> => {
  const { identity } = home;
  const target = new Account(blobEndpoint, identity.accounts.target);
  const old = await target.containers();
  if (old.length > 0) {
    narrator.say(`Emptying the target account of an earlier restore (${counted(old.length, 'container')}).`);
    for (const container of old) await target.deleteContainer(container);
  }
  narrator.say(
    `Restoring the first recovery point, ${point}, to the account ${identity.accounts.target.name}.`,
  );
  const resourceId = accountId(identity, identity.accounts.target);
  const where = { store: 'VaultStore', resourceId, location: identity.location } as const;
  const operation = await vault.startRestore(INSTANCE, point, where);
  const job = await vault.finish(operation, (seen) => narrator.progress(progressLine(seen)));
  const restored = job.status === 'Completed' && count(job, 'restoreMismatched') === 0;
  narrator.say(restored ? restoreWords(job) : failureWords(job));

  const baseline = loadState(home.path(stateFile));
  let compared = 0;
  const comparison = await compareAccount(target, baseline, () => {
    compared += 1;
    narrator.progress(`comparing: ${compared.toLocaleString('en-US')} of ${counted(baseline.size, 'blob')}`);
  });
  sayComparison(narrator, comparison);
  return { restored, comparison };
};

const sayComparison = (narrator: Narrator, { blobs, equal, differences }: Comparison): void => {
  narrator.say(
    `Compared ${counted(blobs, 'blob')} with what the account held then: bytes, headers, metadata. ` +
      `${equal.toLocaleString('en-US')} equal, ${counted(differences.length, 'difference')}.`,
  );
  for (const difference of differences.slice(0, 20)) narrator.say(`  ${difference}`);
};
