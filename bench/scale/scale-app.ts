// The real workflows and activities over the accounts of the benchmark, with what is to be bounded measured on the way:
// the longest activity, the longest history, and (by the runner's own limits) the size of messages.

import { jobView } from '../../src/api/job/export.ts';
import { bindActivities } from '../../src/composition/activities.ts';
import { jobIdFor } from '../../src/domain/job/job-id.ts';
import { backupOrchestrationId, restoreOrchestrationId } from '../../src/domain/job/orchestration-id.ts';
import type { Vault } from '../../src/vault/vault.ts';
import { createVault } from '../../src/vault/vault.ts';
import { backUpStorageAccount } from '../../src/workflows/back-up-storage-account.ts';
import type { ActivityName } from '../../src/workflows/catalogue.ts';
import type { Workflow } from '../../src/workflows/engine.ts';
import { restoreStorageAccount } from '../../src/workflows/restore-storage-account.ts';
import { WorkflowRun } from '../../test/support/replay.ts';
import { vaultAddress } from '../../test/support/vault-address.ts';
import type { ScaleAccounts, Tally } from './scale-accounts.ts';
import { accountId } from './scale-accounts.ts';

export interface Measured extends Tally {
  readonly seconds: number;
  /** Of the processor, in all threads. */
  readonly cpuSeconds: number;
  readonly longestActivity: { readonly name: string; readonly seconds: number };
  readonly activities: number;
  readonly longestHistory: number;
}

const INSTANCE = 'scale';
const settings = { lanes: 4, sliceSeconds: 60, pollSeconds: 30, markerDeadlineSeconds: 600 };
const silent = () => undefined;

export class ScaleApp {
  readonly #accounts: ScaleAccounts;
  readonly vault: Vault;
  #day = 0;

  constructor(accounts: ScaleAccounts) {
    this.#accounts = accounts;
    this.vault = createVault({ control: accounts.open(accountId('control')), storage: accounts });
  }

  async protect(): Promise<void> {
    const now = new Date().toISOString();
    await this.vault.prepareDataAccount(accountId('data'));
    await this.vault.instances.put({
      version: 1,
      name: INSTANCE,
      friendlyName: INSTANCE,
      datasourceType: 'Microsoft.Storage/storageAccounts/blobServices',
      sourceAccountId: accountId('source'),
      dataAccountId: accountId('data'),
      policyName: 'DailyPolicy',
      selection: {},
      state: 'ProtectionConfigured',
      createdAt: now,
      updatedAt: now,
    });
  }

  async backUp(): Promise<Measured & { readonly recoveryPointId: string }> {
    this.#day += 1;
    const recoveryPointId = `202601${String(this.#day).padStart(2, '0')}T020000Z`;
    const measured = await this.#run(backUpStorageAccount, backupOrchestrationId(INSTANCE, recoveryPointId), {
      backupInstance: INSTANCE,
      recoveryPointId,
      jobId: jobIdFor(Date.now(), recoveryPointId),
      trigger: 'scheduled',
      retentionTag: 'Default',
      settings,
    });
    return { ...measured, recoveryPointId };
  }

  async planRestore(recoveryPointId: string, container: string, prefix: string): Promise<Measured> {
    const jobId = jobIdFor(Date.now(), `restore ${recoveryPointId}`);
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

  async #run(workflow: Workflow<object>, instanceId: string, input: object): Promise<Measured> {
    const activities = bindActivities({
      jobView: jobView(vaultAddress),
      storage: this.#accounts,
      vault: this.vault,
      clock: { now: () => Date.now() },
      log: { info: silent, warn: silent, error: silent },
      resources: () => Promise.reject(new Error('A storage account needs no Azure Resource Manager')),
      settings: {
        location: 'westeurope',
        controlAccountId: accountId('control'),
        weekReading: 'calendar-rows',
        copyConcurrency: 32,
      },
    });
    let longestActivity = { name: '', seconds: 0 };
    let count = 0;
    this.#accounts.startTally();
    const began = performance.now();
    const cpu = process.cpuUsage();
    const run = new WorkflowRun({
      workflow,
      instanceId,
      input,
      time: { now: Date.now() },
      activity: async (name, message) => {
        const start = performance.now();
        const activity = activities[name as ActivityName] as (input: object) => Promise<object>;
        const output = await activity(message);
        const seconds = (performance.now() - start) / 1_000;
        count += 1;
        if (seconds > longestActivity.seconds) longestActivity = { name, seconds };
        return output;
      },
    });
    const output = (await run.toEnd()) as { readonly status: string };
    if (output.status !== 'Completed') throw new Error(`Ended as ${JSON.stringify(output)}`);
    const { user, system } = process.cpuUsage(cpu);
    return {
      cpuSeconds: (user + system) / 1_000_000,
      ...this.#accounts.tally,
      seconds: (performance.now() - began) / 1_000,
      longestActivity,
      activities: count,
      longestHistory: Math.max(...run.generations.map(({ history }) => history.length)),
    };
  }
}
