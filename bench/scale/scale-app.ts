// The real workflows and activities over the accounts of the benchmark, a day apart each, with what is to be bounded
// measured on the way.

import { jobView } from '../../src/api/job/export.ts';
import { bindActivities } from '../../src/composition/activities.ts';
import type { PruneResult } from '../../src/domain/job/job.ts';
import { jobIdFor } from '../../src/domain/job/job-id.ts';
import {
  backupOrchestrationId,
  pruneOrchestrationId,
  restoreOrchestrationId,
} from '../../src/domain/job/orchestration-id.ts';
import { scheduledRecoveryPointId } from '../../src/domain/recovery-point/recovery-point-id.ts';
import { builtInPolicy } from '../../src/vault/documents/policy.ts';
import type { Vault } from '../../src/vault/vault.ts';
import { createVault } from '../../src/vault/vault.ts';
import { backUpStorageAccount } from '../../src/workflows/back-up-storage-account.ts';
import type { ActivityName } from '../../src/workflows/catalogue.ts';
import type { Workflow } from '../../src/workflows/engine.ts';
import { pruneRecoveryPoints } from '../../src/workflows/prune-recovery-points.ts';
import { restoreStorageAccount } from '../../src/workflows/restore-storage-account.ts';
import { keepFor } from '../../test/support/policy-fixture.ts';
import { WorkflowRun } from '../../test/support/replay.ts';
import { vaultAddress } from '../../test/support/vault-address.ts';
import type { Measured } from './measurement.ts';
import { Measurement } from './measurement.ts';
import type { ScaleAccounts } from './scale-accounts.ts';
import { accountId } from './scale-accounts.ts';
import type { ScaleClock } from './scale-clock.ts';

export const INSTANCE = 'scale';
const FIRST_DAY = Date.UTC(2026, 0, 1, 2);
const DAY_MS = 86_400_000;
const settings = { lanes: 4, sliceSeconds: 60, pollSeconds: 30, markerDeadlineSeconds: 600 };
/** An orchestration is replayed from its history at every turn. */
const MOST_EVENTS = 500;
const silent = () => undefined;

export class ScaleApp {
  readonly vault: Vault;
  readonly #accounts: ScaleAccounts;
  readonly #clock: ScaleClock;
  #day = 0;

  constructor(accounts: ScaleAccounts, clock: ScaleClock) {
    this.#accounts = accounts;
    this.#clock = clock;
    this.vault = createVault({ control: accounts.open(accountId('control')), storage: accounts });
    this.#clock.set(FIRST_DAY);
  }

  /** @param keep how long recovery points are kept, as an ISO 8601 duration */
  async protect(keep: string): Promise<void> {
    const now = new Date(this.#clock.now()).toISOString();
    await this.vault.prepareDataAccount(accountId('data'));
    await keepFor(this.vault, keep);
    await this.vault.instances.put({
      version: 1,
      name: INSTANCE,
      friendlyName: INSTANCE,
      datasourceType: 'Microsoft.Storage/storageAccounts/blobServices',
      sourceAccountId: accountId('source'),
      dataAccountId: accountId('data'),
      policyName: builtInPolicy.name,
      selection: {},
      state: 'ProtectionConfigured',
      createdAt: now,
      updatedAt: now,
    });
  }

  /** Days that have had their recovery point. */
  get days(): number {
    return this.#day;
  }

  /** The id of the next day's recovery point, at whose time it now is. */
  beginDay(): string {
    const slot = FIRST_DAY + this.#day * DAY_MS;
    this.#day += 1;
    this.#clock.set(slot);
    return scheduledRecoveryPointId(slot);
  }

  async backUp(): Promise<Measured & { readonly recoveryPointId: string }> {
    const recoveryPointId = this.beginDay();
    const id = backupOrchestrationId(INSTANCE, recoveryPointId);
    const measured = await this.#run(backUpStorageAccount, id, {
      backupInstance: INSTANCE,
      recoveryPointId,
      jobId: this.#jobId(id),
      trigger: 'scheduled',
      retentionTag: 'Default',
      settings,
    });
    return { ...measured, recoveryPointId };
  }

  async planRestore(recoveryPointId: string, container: string, prefix: string): Promise<Measured> {
    const jobId = this.#jobId(`restore ${recoveryPointId}`);
    return await this.#run(restoreStorageAccount, restoreOrchestrationId(jobId), {
      backupInstance: INSTANCE,
      recoveryPointId,
      jobId,
      targetAccountId: accountId('target'),
      selection: { kind: 'items', items: [{ container, prefixes: [prefix] }] },
      renames: {},
      conflict: 'fail',
      tier: 'hot',
      dryRun: true,
      settings,
    });
  }

  async prune(): Promise<Measured & { readonly prune: PruneResult }> {
    const jobId = this.#jobId('prune');
    const measured = await this.#run(pruneRecoveryPoints, pruneOrchestrationId(jobId), {
      backupInstance: INSTANCE,
      jobId,
      trigger: 'scheduled',
      dryRun: false,
      requested: [],
      settings: { lanes: settings.lanes, sliceSeconds: settings.sliceSeconds, graceSeconds: 7 * 86_400 },
    });
    const prune = (await this.vault.jobs.get(jobId))?.document.prune;
    if (prune === undefined) throw new Error('The job of the prune says nothing of what it deleted');
    return { ...measured, prune };
  }

  #jobId(seed: string): string {
    return jobIdFor(this.#clock.now(), seed);
  }

  async #run(workflow: Workflow<object>, instanceId: string, input: object): Promise<Measured> {
    const activities = bindActivities({
      jobView: jobView(vaultAddress),
      storage: this.#accounts,
      vault: this.vault,
      clock: this.#clock,
      log: { info: silent, warn: silent, error: silent },
      resources: () => Promise.reject(new Error('A storage account needs no Azure Resource Manager')),
      settings: {
        location: 'westeurope',
        controlAccountId: accountId('control'),
        weekReading: 'calendar-rows',
        copyConcurrency: 32,
      },
    });
    this.#accounts.startTally();
    const measurement = new Measurement();
    const run = new WorkflowRun({
      workflow,
      instanceId,
      input,
      time: { now: this.#clock.now() },
      activity: (name, message) =>
        measurement.activity(name, message, async () => {
          const activity = activities[name as ActivityName] as (input: object) => Promise<object>;
          return await activity(message);
        }),
    });
    const output = (await run.toEnd()) as { readonly status: string };
    if (output.status !== 'Completed') throw new Error(`Ended as ${JSON.stringify(output)}`);
    const measured = measurement.end(run.generations, this.#accounts.tally);
    if (measured.longestHistory > MOST_EVENTS)
      throw new Error(`A history has ${measured.longestHistory} events`);
    return measured;
  }
}
