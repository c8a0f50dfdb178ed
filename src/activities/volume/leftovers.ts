// What a backup of a SAN volume could not remove in Azure: noted on its job with the reason when that is known, such as the
// lock that keeps it, and told when the backup ends.

import { isFinal } from '../../domain/job/transitions.ts';
import type { CoverageWarning } from '../../domain/recovery-point/recovery-point.ts';
import type { Vault } from '../../vault/vault.ts';

const code = 'CleanupIncomplete';

const warningOf = (examples: readonly string[]): CoverageWarning => ({
  code,
  count: examples.length,
  examples,
});

const notedOn = (warnings: readonly CoverageWarning[]): readonly string[] =>
  warnings.find((warning) => warning.code === code)?.examples ?? [];

/** Idempotent. @param text what it is, and the reason: `volume snapshot: …` */
export const noteLeftover = async (vault: Vault, jobId: string, text: string): Promise<void> => {
  await vault.jobs.update(jobId, (job) => {
    const noted = notedOn(job.warnings);
    if (isFinal(job.status) || noted.includes(text)) return undefined;
    const others = job.warnings.filter((warning) => warning.code !== code);
    return { ...job, warnings: [...others, warningOf([...noted, text])] };
  });
};

/** @param leftovers what they are; with the newest reason that was noted */
export const leftoverWarnings = async (
  vault: Vault,
  jobId: string,
  leftovers: readonly string[],
): Promise<readonly CoverageWarning[]> => {
  if (leftovers.length === 0) return [];
  const noted = notedOn((await vault.jobs.get(jobId))?.document.warnings ?? []);
  return [warningOf(leftovers.map((what) => noted.findLast((text) => text.startsWith(`${what}: `)) ?? what))];
};
