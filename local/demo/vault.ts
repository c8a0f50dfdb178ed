// The vault's REST API as the demonstration uses it: bodies and paths of Microsoft.DataProtection, and the parts of
// the answers that are shown.

import { setTimeout as sleep } from 'node:timers/promises';
import type { ArmClient, ArmError, OperationStatus, StartedOperation } from './arm-client.ts';

export interface JobView {
  readonly id: string;
  readonly operation: string;
  readonly status: string;
  readonly startTime: string;
  readonly endTime?: string;
  readonly recoveryPointId?: string;
  /** The sub-task in progress. */
  readonly step?: string;
  /** Progress and results as the API gives them: text by name, such as `progressBlobsDone`. */
  readonly details: Readonly<Record<string, string>>;
  readonly errors: readonly ArmError[];
  readonly warnings: readonly string[];
}

export interface RecoveryPointView {
  readonly id: string;
  readonly time: string;
}

interface JobResource {
  readonly name: string;
  readonly properties: {
    readonly operation: string;
    readonly status: string;
    readonly startTime: string;
    readonly endTime?: string;
    readonly errorDetails?: readonly ArmError[];
    readonly extendedInfo?: {
      readonly subTasks?: readonly { readonly taskName: string; readonly taskStatus: string }[];
      readonly additionalDetails?: Readonly<Record<string, string>>;
      readonly targetRecoverPoint?: { readonly recoveryPointID?: string };
      readonly sourceRecoverPoint?: { readonly recoveryPointID?: string };
      readonly warningDetails?: readonly { readonly warning: { readonly message: string } }[];
    };
  };
}

export interface RestoreTarget {
  readonly accountId: string;
  readonly location: string;
}

export class Vault {
  readonly #arm: ArmClient;
  readonly id: string;

  constructor(arm: ArmClient, id: string) {
    this.#arm = arm;
    this.id = id;
  }

  /** Idempotent: configures protection, or confirms it. */
  async protect(instance: string, sourceAccountId: string): Promise<void> {
    await this.#arm.call('PUT', this.#instance(instance), {
      properties: {
        objectType: 'BackupInstance',
        friendlyName: instance,
        dataSourceInfo: {
          objectType: 'Datasource',
          datasourceType: 'Microsoft.Storage/storageAccounts/blobServices',
          resourceID: sourceAccountId,
        },
        policyInfo: { policyId: `${this.id}/backupPolicies/DailyPolicy` },
      },
    });
  }

  startBackup(instance: string): Promise<StartedOperation> {
    return this.#arm.start(`${this.#instance(instance)}/backup`, {
      backupRuleOptions: { ruleName: 'BackupDaily', triggerOption: {} },
    });
  }

  startRestore(instance: string, recoveryPointId: string, target: RestoreTarget): Promise<StartedOperation> {
    return this.#arm.start(`${this.#instance(instance)}/restore`, {
      objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
      sourceDataStoreType: 'VaultStore',
      recoveryPointId,
      restoreTargetInfo: {
        objectType: 'RestoreTargetInfo',
        recoveryOption: 'FailIfExists',
        restoreLocation: target.location,
        datasourceInfo: { objectType: 'Datasource', resourceID: target.accountId },
      },
    });
  }

  startPrune(instance: string, recoveryPoints: readonly string[]): Promise<StartedOperation> {
    return this.#arm.start(`${this.#instance(instance)}/prune`, { recoveryPoints });
  }

  startVerification(instance: string, point: string, samplePercent: number): Promise<StartedOperation> {
    return this.#arm.start(`${this.#instance(instance)}/recoveryPoints/${point}/verify`, { samplePercent });
  }

  /** Follows an operation to its end and gives its job; shows the job's progress meanwhile. */
  async finish(operation: StartedOperation, onProgress: (job: JobView) => void): Promise<JobView> {
    let jobId: string | undefined;
    const over = new AbortController();
    const jobEnded = new AbortController();
    try {
      const onPoll = ({ properties }: OperationStatus): void => {
        if (jobId !== undefined || properties?.jobId === undefined) return;
        jobId = properties.jobId;
        void this.#watch(jobId, over.signal, onProgress).then(() => jobEnded.abort());
      };
      await this.#arm.follow(operation, onPoll, jobEnded.signal);
    } finally {
      over.abort();
    }
    if (jobId === undefined) throw new Error(`The operation ${operation.statusUrl} names no job.`);
    return await this.job(jobId);
  }

  /** Only for show, until the job ends: where it cannot be read, following its operation tells the reason. */
  async #watch(jobId: string, signal: AbortSignal, onProgress: (job: JobView) => void): Promise<void> {
    while (!signal.aborted) {
      const job = await this.job(jobId).catch(() => undefined);
      if (job !== undefined && job.status !== 'InProgress') return;
      if (job !== undefined && !signal.aborted) onProgress(job);
      await sleep(500, undefined, { signal }).catch(() => undefined);
    }
  }

  async job(id: string): Promise<JobView> {
    return toJob(await this.#arm.call<JobResource>('GET', `${this.id}/backupJobs/${id}`));
  }

  async runningJobs(): Promise<readonly JobView[]> {
    const filter = encodeURIComponent("status eq 'InProgress'");
    return (await this.#arm.list<JobResource>(`${this.id}/backupJobs?$filter=${filter}`)).map(toJob);
  }

  /** Oldest first; none where the instance is not protected. */
  async recoveryPoints(instance: string): Promise<readonly RecoveryPointView[]> {
    if ((await this.#arm.send('GET', this.#instance(instance))).status === 404) return [];
    const points = await this.#arm.list<{
      readonly name: string;
      readonly properties: { readonly recoveryPointTime: string };
    }>(`${this.#instance(instance)}/recoveryPoints`);
    return points
      .map(({ name, properties }) => ({ id: name, time: properties.recoveryPointTime }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  #instance(name: string): string {
    return `${this.id}/backupInstances/${name}`;
  }
}

const toJob = ({ name, properties }: JobResource): JobView => {
  const { extendedInfo: info, endTime } = properties;
  const point = info?.targetRecoverPoint?.recoveryPointID ?? info?.sourceRecoverPoint?.recoveryPointID;
  const step = info?.subTasks?.find(({ taskStatus }) => taskStatus === 'InProgress')?.taskName;
  return {
    id: name,
    operation: properties.operation,
    status: properties.status,
    startTime: properties.startTime,
    ...(endTime === undefined ? {} : { endTime }),
    ...(step === undefined ? {} : { step }),
    ...(point === undefined ? {} : { recoveryPointId: point }),
    details: info?.additionalDetails ?? {},
    errors: properties.errorDetails ?? [],
    warnings: (info?.warningDetails ?? []).map(({ warning }) => warning.message),
  };
};
