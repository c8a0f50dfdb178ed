// Backup and restore on memory ports: a source, a vault and a target, the real workflows and activities, driven time.

import { jobView } from '../../src/api/job/export.ts';
import { bindActivities } from '../../src/composition/activities.ts';
import type { Job } from '../../src/domain/job/job.ts';
import { jobIdFor } from '../../src/domain/job/job-id.ts';
import {
  backupOrchestrationId,
  pruneOrchestrationId,
  restoreOrchestrationId,
} from '../../src/domain/job/orchestration-id.ts';
import type { RangeSizes } from '../../src/domain/manifest/balanced-ranges.ts';
import type { ContainerSelection } from '../../src/domain/protection/backup-instance.ts';
import type { RecoveryPoint } from '../../src/domain/recovery-point/recovery-point.ts';
import type { Fault, FaultSource } from '../../src/memory/faults.ts';
import { FaultScript, withFaults } from '../../src/memory/faults.ts';
import type { MemoryAccount, MemoryAccountOptions } from '../../src/memory/memory-account.ts';
import { MemoryStorageAccounts } from '../../src/memory/memory-storage-accounts.ts';
import type { StorageAccounts } from '../../src/ports/object-store.ts';
import type { Vault } from '../../src/vault/vault.ts';
import { createVault } from '../../src/vault/vault.ts';
import { backUpStorageAccount } from '../../src/workflows/back-up-storage-account.ts';
import type {
  PruneRecoveryPointsInput,
  PruneRecoveryPointsOutput,
} from '../../src/workflows/catalogue/prune.ts';
import type {
  ActivityImplementations,
  ActivityName,
  BackUpStorageAccountInput,
  BackUpStorageAccountOutput,
  RestoreStorageAccountInput,
  RestoreStorageAccountOutput,
} from '../../src/workflows/catalogue.ts';
import { pruneRecoveryPoints } from '../../src/workflows/prune-recovery-points.ts';
import { restoreStorageAccount } from '../../src/workflows/restore-storage-account.ts';
import type { RunOptions } from './replay.ts';
import { WorkflowRun } from './replay.ts';
import { vaultAddress } from './vault-address.ts';

export const accountId = (name: string): string =>
  `/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/${name}`;

const instanceName = 'contoso';
const region = 'westeurope';

export interface EngineOptions {
  readonly source?: Omit<MemoryAccountOptions, 'clock'>;
  readonly target?: Omit<MemoryAccountOptions, 'clock'>;
  readonly selection?: ContainerSelection;
  readonly copyConcurrency?: number;
  readonly rangeSizes?: RangeSizes;
}

export interface BackupOutcome {
  readonly output: BackUpStorageAccountOutput;
  readonly job: Job;
  readonly point: RecoveryPoint | undefined;
  readonly run: WorkflowRun;
  readonly input: BackUpStorageAccountInput;
}

export interface RestoreOutcome {
  readonly output: RestoreStorageAccountOutput;
  readonly job: Job;
  readonly run: WorkflowRun;
  readonly input: RestoreStorageAccountInput;
}

export interface PruneOutcome {
  readonly output: PruneRecoveryPointsOutput;
  readonly job: Job;
  readonly run: WorkflowRun;
  readonly input: PruneRecoveryPointsInput;
}

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export class Engine {
  readonly time = { now: Date.parse('2026-11-22T02:00:00Z') };
  readonly accounts: MemoryStorageAccounts;
  readonly source: MemoryAccount;
  readonly data: MemoryAccount;
  readonly control: MemoryAccount;
  readonly target: MemoryAccount;
  /** Without faults: for looking. */
  readonly vault: Vault;
  readonly log: LogLine[] = [];
  activities: ActivityImplementations;
  /** Called before every storage call of an activity. */
  hook: FaultSource = () => undefined;
  private faults = new FaultScript([]);
  private jobs = 0;
  private readonly options: EngineOptions;

  private constructor(options: EngineOptions, before?: Engine) {
    this.options = options;
    if (before !== undefined) this.time.now = before.time.now;
    const clock = { now: (): number => this.time.now };
    this.accounts = before?.accounts.fork(clock) ?? new MemoryStorageAccounts(clock);
    const account = (name: string, how: Omit<MemoryAccountOptions, 'clock'> = {}): MemoryAccount =>
      before === undefined
        ? this.accounts.add(accountId(name), { region, ...how })
        : this.accounts.account(accountId(name));
    this.control = account('control');
    this.data = account('data');
    this.source = account('source', options.source);
    this.target = account('target', options.target);
    this.vault = createVault({ control: this.accounts.open(accountId('control')), storage: this.accounts });
    this.activities = this.bind();
  }

  static async start(options: EngineOptions = {}): Promise<Engine> {
    const engine = new Engine(options);
    await engine.vault.prepareDataAccount(accountId('data'));
    const createdAt = new Date(engine.time.now).toISOString();
    await engine.vault.instances.put({
      version: 1,
      name: instanceName,
      friendlyName: 'contoso',
      datasourceType: 'Microsoft.Storage/storageAccounts/blobServices',
      sourceAccountId: accountId('source'),
      dataAccountId: accountId('data'),
      policyName: 'DailyPolicy',
      selection: options.selection ?? {},
      state: 'ProtectionConfigured',
      createdAt,
      updatedAt: createdAt,
    });
    return engine;
  }

  /** Another with the same accounts as they are now: for tests that try many ends of one beginning. */
  copy(): Engine {
    return new Engine(this.options, this);
  }

  /** The storage that activities see; faults are injected here and not where tests look. */
  private bind(): ActivityImplementations {
    const { faults } = this;
    const storage: StorageAccounts = withFaults(
      'storageAccounts',
      this.accounts,
      (call) => this.hook(call) ?? faults.next(call),
      async (ms) => {
        this.time.now += ms;
      },
    );
    const line =
      (level: LogLine['level']) =>
      (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
        this.log.push({ level, message, fields });
      };
    return bindActivities({
      jobView: jobView(vaultAddress),
      resources: () => Promise.reject(new Error('A storage account needs no Azure Resource Manager')),
      storage,
      vault: createVault({ control: storage.open(accountId('control')), storage }),
      clock: { now: () => this.time.now },
      log: { info: line('info'), warn: line('warn'), error: line('error') },
      settings: {
        location: region,
        controlAccountId: accountId('control'),
        weekReading: 'calendar-rows',
        copyConcurrency: this.options.copyConcurrency ?? 4,
        ...(this.options.rangeSizes === undefined ? {} : { rangeSizes: this.options.rangeSizes }),
      },
    });
  }

  /** From now on, until called again. */
  inject(...faults: readonly Fault[]): FaultScript {
    this.faults = new FaultScript(faults);
    this.activities = this.bind();
    return this.faults;
  }

  /** Requests sent so far by account name. */
  requests(account: string): number {
    return this.accounts.open(accountId(account)).requests();
  }

  async callActivity(name: string, input: object): Promise<object> {
    const implementation = this.activities[name as ActivityName] as (input: object) => Promise<object>;
    return await implementation(input);
  }

  backupInput(change: Partial<BackUpStorageAccountInput> = {}): BackUpStorageAccountInput {
    const recoveryPointId =
      change.recoveryPointId ?? `${new Date(this.time.now).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
    return {
      backupInstance: instanceName,
      recoveryPointId,
      jobId: jobIdFor(this.time.now, `${recoveryPointId}/${this.jobs++}`),
      trigger: 'scheduled',
      retentionTag: 'Default',
      settings: { lanes: 2, sliceSeconds: 60, pollSeconds: 30, markerDeadlineSeconds: 600 },
      ...change,
    };
  }

  async backUp(
    change: Partial<BackUpStorageAccountInput> = {},
    options: Partial<RunOptions> = {},
  ): Promise<BackupOutcome> {
    const input = this.backupInput(change);
    const run = new WorkflowRun({
      workflow: backUpStorageAccount,
      instanceId: backupOrchestrationId(input.backupInstance, input.recoveryPointId),
      input,
      time: this.time,
      activity: (name, message) => this.callActivity(name, message),
      ...options,
    });
    const output = (await run.toEnd()) as BackUpStorageAccountOutput;
    const point = await this.vault.recoveryPoints.get(input.backupInstance, input.recoveryPointId);
    // Another slot, another second.
    this.time.now += 3_600_000;
    return { output, job: await this.job(input.jobId), point, run, input };
  }

  async restore(
    recoveryPointId: string,
    change: Partial<RestoreStorageAccountInput> = {},
    options: Partial<RunOptions> = {},
  ): Promise<RestoreOutcome> {
    const jobId = jobIdFor(this.time.now, `restore/${this.jobs++}`);
    const input: RestoreStorageAccountInput = {
      backupInstance: instanceName,
      recoveryPointId,
      jobId,
      targetAccountId: accountId('target'),
      selection: { kind: 'everything' },
      renames: {},
      conflict: 'fail',
      tier: 'hot',
      dryRun: false,
      settings: { lanes: 2, sliceSeconds: 60 },
      ...change,
    };
    const run = new WorkflowRun({
      workflow: restoreStorageAccount,
      instanceId: restoreOrchestrationId(jobId),
      input,
      time: this.time,
      activity: (name, message) => this.callActivity(name, message),
      ...options,
    });
    const output = (await run.toEnd()) as RestoreStorageAccountOutput;
    this.time.now += 3_600_000;
    return { output, job: await this.job(input.jobId), run, input };
  }

  async prune(
    change: Partial<PruneRecoveryPointsInput> = {},
    options: Partial<RunOptions> = {},
  ): Promise<PruneOutcome> {
    const jobId = jobIdFor(this.time.now, `prune/${this.jobs++}`);
    const input: PruneRecoveryPointsInput = {
      backupInstance: instanceName,
      jobId,
      trigger: 'adhoc',
      dryRun: false,
      requested: [],
      settings: { lanes: 2, sliceSeconds: 60, graceSeconds: 7 * 86_400 },
      ...change,
    };
    const run = new WorkflowRun({
      workflow: pruneRecoveryPoints,
      instanceId: pruneOrchestrationId(input.jobId),
      input,
      time: this.time,
      activity: (name, message) => this.callActivity(name, message),
      ...options,
    });
    const output = (await run.toEnd()) as PruneRecoveryPointsOutput;
    this.time.now += 3_600_000;
    return { output, job: await this.job(input.jobId), run, input };
  }

  async job(id: string): Promise<Job> {
    const stored = await this.vault.jobs.get(id);
    if (stored === undefined) throw new Error(`No job ${id}`);
    return stored.document;
  }
}
