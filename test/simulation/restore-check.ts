// What a restore that calls itself completed has left at its target: every blob that its plan names, as the source held
// it, and in the containers that it made nothing else.

import type { Job } from '../../src/domain/job/job.ts';
import type { ManifestEntry } from '../../src/domain/manifest/entry.ts';
import type { MemoryBlob } from '../../src/memory/memory-account.ts';
import type { MemoryStorageAccounts } from '../../src/memory/memory-storage-accounts.ts';
import type { RestorePlan, RestorePlanContainer } from '../../src/vault/documents/restore-plan.ts';
import { restorePlanCodec } from '../../src/vault/documents/restore-plan.ts';
import type { VaultView } from '../support/vault-view.ts';

export class RestoreCheck {
  private readonly accounts: MemoryStorageAccounts;
  private readonly contentOf: (etag: string) => MemoryBlob | undefined;

  constructor(accounts: MemoryStorageAccounts, contentOf: (etag: string) => MemoryBlob | undefined) {
    this.accounts = accounts;
    this.contentOf = contentOf;
  }

  /** Whether there was something to compare. */
  check(job: Job, view: VaultView): boolean {
    if (job.operation !== 'Restore' || job.status !== 'Completed' || job.restore?.dryRun !== false)
      return false;
    const plan = view
      .documents('plan', restorePlanCodec)
      .find(({ document }) => document.jobId === job.id)?.document;
    if (plan === undefined) throw new Error(`The restore ${job.id} has no plan`);
    const { entries } = view.reach(plan.dataAccountId, plan.manifestRoot);
    for (const container of plan.containers) this.checkContainer(job, plan, container, entries);
    return true;
  }

  private checkContainer(
    job: Job,
    plan: RestorePlan,
    container: RestorePlanContainer,
    entries: readonly ManifestEntry[],
  ): void {
    const target = this.accounts.account(plan.targetAccountId).containers.get(container.target);
    const wanted = entries.filter(
      (entry) => entry.container === container.source && isChosen(container, entry),
    );
    for (const { name, etag } of wanted) {
      const restored = target?.blobs.get(name);
      const original = this.contentOf(etag);
      const where = `The restore ${job.id} is completed, and ${container.target}/${name}`;
      if (restored === undefined || original === undefined) throw new Error(`${where} is missing`);
      if (Buffer.compare(restored.bytes, original.bytes) !== 0) throw new Error(`${where} has other content`);
      for (const part of ['headers', 'metadata', 'tags'] as const)
        if (JSON.stringify(restored[part]) !== JSON.stringify(original[part]))
          throw new Error(`${where} has other ${part}`);
    }
    if (plan.conflict === 'fail' && target?.blobs.size !== wanted.length)
      throw new Error(`The restore ${job.id} left ${target?.blobs.size} blobs in ${container.target}`);
  }
}

const isChosen = ({ prefixes, blobs }: RestorePlanContainer, { name }: ManifestEntry): boolean => {
  if (prefixes === undefined && blobs === undefined) return true;
  return prefixes?.some((prefix) => name.startsWith(prefix)) === true || blobs?.includes(name) === true;
};
