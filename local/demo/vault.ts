// The vault's REST API as the demonstration uses it: bodies and paths of Microsoft.DataProtection, and the parts of
// the answers that are shown.

import { setTimeout as sleep } from 'node:timers/promises';
import type { ArmClient, ArmError, OperationStatus, StartedOperation } from './arm-client.ts';
import type { RestoreTarget, VolumeToProtect } from './requests.ts';
import { accountInstance, restoreRequest, volumeInstance } from './requests.ts';

export interface JobView {
  readonly id: string;
  readonly operation: string;
  readonly datasourceType: string;
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

export interface VolumePointView {
  /** ARM resource ID. */
  readonly diskSnapshotId: string;
  /** Of the volume. */
  readonly bytes: number;
}

interface VolumePointResource {
  readonly properties: {
    readonly recoveryPointDataStoresDetails: readonly [{ readonly metaData: string }];
  };
}

interface JobResource {
  readonly name: string;
  readonly properties: {
    readonly operation: string;
    readonly dataSourceType: string;
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

export class Vault {
  readonly #arm: ArmClient;
  readonly id: string;

  constructor(arm: ArmClient, id: string) {
    this.#arm = arm;
    this.id = id;
  }

  /** Idempotent: configures protection, or confirms it. */
  async protect(instance: string, sourceAccountId: string): Promise<void> {
    const properties = accountInstance(instance, sourceAccountId, this.#policy('DailyPolicy'));
    await this.#arm.call('PUT', this.#instance(instance), { properties });
  }

  /** The same for a volume, by a policy that is there. */
  async protectVolume(instance: string, volume: VolumeToProtect, policy: string): Promise<void> {
    const properties = volumeInstance(instance, volume, this.#policy(policy));
    await this.#arm.call('PUT', this.#instance(instance), { properties });
  }

  /** One that is there stays as it is. */
  async givePolicy(name: string, properties: object): Promise<void> {
    if ((await this.#arm.send('GET', this.#policy(name))).status !== 404) return;
    await this.#arm.call('PUT', this.#policy(name), { properties });
  }

  startBackup(instance: string): Promise<StartedOperation> {
    return this.#arm.start(`${this.#instance(instance)}/backup`, {
      backupRuleOptions: { ruleName: 'BackupDaily', triggerOption: {} },
    });
  }

  startRestore(instance: string, recoveryPointId: string, target: RestoreTarget): Promise<StartedOperation> {
    return this.#arm.start(`${this.#instance(instance)}/restore`, restoreRequest(recoveryPointId, target));
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

  /** What a recovery point of a volume consists of. */
  async volumePoint(instance: string, point: string): Promise<VolumePointView> {
    const { properties } = await this.#arm.call<VolumePointResource>(
      'GET',
      `${this.#instance(instance)}/recoveryPoints/${point}`,
    );
    return JSON.parse(properties.recoveryPointDataStoresDetails[0].metaData) as VolumePointView;
  }

  #instance(name: string): string {
    return `${this.id}/backupInstances/${name}`;
  }

  #policy(name: string): string {
    return `${this.id}/backupPolicies/${name}`;
  }
}

const toJob = ({ name, properties }: JobResource): JobView => {
  const { extendedInfo: info, endTime } = properties;
  const point = info?.targetRecoverPoint?.recoveryPointID ?? info?.sourceRecoverPoint?.recoveryPointID;
  const step = info?.subTasks?.find(({ taskStatus }) => taskStatus === 'InProgress')?.taskName;
  return {
    id: name,
    operation: properties.operation,
    datasourceType: properties.dataSourceType,
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
