// Backup of SAN volumes on memory ports: a volume, a vault, the real workflow and activities, driven time.

import { jobView } from '../../src/api/job/export.ts';
import { bindActivities } from '../../src/composition/activities.ts';
import type { VolumeRestoreTarget } from '../../src/domain/elastic-san/validate-restore.ts';
import type { Job } from '../../src/domain/job/job.ts';
import { jobIdFor } from '../../src/domain/job/job-id.ts';
import {
  backupOrchestrationId,
  pruneOrchestrationId,
  restoreOrchestrationId,
} from '../../src/domain/job/orchestration-id.ts';
import type { VolumeRecoveryPoint } from '../../src/domain/recovery-point/volume-recovery-point.ts';
import { Cloud } from '../../src/memory/cloud/cloud.ts';
import { putVolume } from '../../src/memory/cloud/elastic-san-rules.ts';
import type { FaultSource } from '../../src/memory/faults.ts';
import { withFaults } from '../../src/memory/faults.ts';
import type { PortName, Ports } from '../../src/memory/port-methods.ts';
import type { Resources } from '../../src/ports/resources.ts';
import { builtInPolicy } from '../../src/vault/documents/policy.ts';
import { createVault } from '../../src/vault/vault.ts';
import { backUpElasticSanVolume } from '../../src/workflows/back-up-elastic-san-volume.ts';
import type {
  BackUpVolumeInput,
  BackUpVolumeOutput,
  VolumeBackupSettings,
} from '../../src/workflows/catalogue/volume-backup.ts';
import type {
  PruneVolumePointsInput,
  PruneVolumePointsOutput,
} from '../../src/workflows/catalogue/volume-prune.ts';
import type {
  RestoreVolumeInput,
  RestoreVolumeOutput,
  VolumeRestoreSettings,
} from '../../src/workflows/catalogue/volume-restore.ts';
import type { ActivityImplementations, ActivityName } from '../../src/workflows/catalogue.ts';
import { pruneVolumePoints } from '../../src/workflows/prune-volume-points.ts';
import { restoreElasticSanVolume } from '../../src/workflows/restore-elastic-san-volume.ts';
import { furnish, snapshotGroup, volumeId } from '../contract/resources/world.ts';
import { cloudResources } from './cloud-resources.ts';
import { ownState } from './own-cloud-state.ts';
import type { PolicySketch } from './policy-fixture.ts';
import { volumePolicyDefinition } from './policy-fixture.ts';
import type { RunActivity, RunOptions } from './replay.ts';
import { WorkflowRun } from './replay.ts';
import { vaultAddress } from './vault-address.ts';
import type { VaultFixture } from './vault-fixture.ts';
import { controlAccountId, vaultFixture } from './vault-fixture.ts';
import { volumeSettings } from './volume-settings.ts';

export const instance = 'sql-data';
const MOST_CALLS = 2_000;

/** Called with every activity call: may throw, before the effect or after it. */
export type ActivityHook = (call: {
  readonly name: string;
  readonly number: number;
}) => 'before' | 'after' | undefined;

export interface VolumeBackupOutcome {
  readonly output: BackUpVolumeOutput;
  readonly id: string;
  readonly job: Job;
  readonly point: VolumeRecoveryPoint | undefined;
  readonly run: WorkflowRun;
}

export class VolumeEngine {
  readonly time = { now: Date.parse('2026-11-22T02:00:00Z') };
  readonly cloud: Cloud;
  /** In memory, unless a test puts others over the same cloud. */
  resources: Resources;
  readonly fixture: VaultFixture;
  readonly log: string[] = [];
  hook: ActivityHook = () => undefined;
  /** Called before every call that an activity makes on a port. */
  ports: FaultSource = () => undefined;
  /** How activities are run; a test may put more around `callActivity`. */
  runActivity: RunActivity = (name, input) => this.callActivity(name, input);
  /** Awaited before every activity call. */
  before: (call: { readonly number: number; readonly input: { readonly jobId: string } }) => Promise<void> =
    async () => undefined;
  private readonly activities: ActivityImplementations;
  private runs = 0;

  /** @param before one whose cloud and vault this one begins with; absent: a volume of 1 GiB, and an empty vault */
  constructor(before?: VolumeEngine) {
    if (before === undefined) {
      this.cloud = new Cloud({ now: () => this.time.now });
      furnish(this.cloud);
      putVolume(this.cloud, volumeId, { sizeGiB: 1 });
      this.time.now += 60_000;
      this.cloud.settle();
      this.fixture = vaultFixture();
    } else {
      this.time.now = before.time.now;
      this.runs = before.runs;
      this.cloud = Cloud.from(ownState(before.cloud), { now: () => this.time.now });
      this.fixture = vaultFixture(before.fixture.accounts.fork({ now: () => Date.now() }));
    }
    this.resources = cloudResources(this.cloud);
    const line = (message: string): void => void this.log.push(message);
    const storage = this.faulty('storageAccounts', this.fixture.accounts);
    this.activities = bindActivities({
      jobView: jobView(vaultAddress),
      storage,
      vault: createVault({ control: storage.open(controlAccountId), storage }),
      clock: { now: () => this.time.now },
      log: { info: line, warn: line, error: line },
      settings: {
        location: 'westeurope',
        controlAccountId,
        copyConcurrency: 1,
        weekReading: 'calendar-rows',
      },
      resources: async () => ({
        elasticSans: this.faulty('elasticSan', this.resources.elasticSans),
        managedDisks: this.faulty('managedDisks', this.resources.managedDisks),
        resourceGroups: this.faulty('resourceGroups', this.resources.resourceGroups),
      }),
    });
  }

  /** Another with everything as it is now: for tests that try many ends of one beginning. */
  copy(): VolumeEngine {
    return new VolumeEngine(this);
  }

  private faulty<P extends PortName>(name: P, port: Ports[P]): Ports[P] {
    return withFaults(
      name,
      port,
      (call) => this.ports(call),
      async (ms) => {
        this.time.now += ms;
      },
    );
  }

  async callActivity(name: string, input: object): Promise<object> {
    const implementation = this.activities[name as ActivityName] as (message: object) => Promise<object>;
    return await implementation(input);
  }

  write(offset: number, text: string): void {
    this.cloud.volumes.get(volumeId)?.content.write(offset, new TextEncoder().encode(text));
  }

  input(settings: Partial<VolumeBackupSettings> = {}): BackUpVolumeInput {
    const slot = new Date(this.time.now).toISOString().slice(0, 19).replace(/[-:]/g, '');
    this.runs += 1;
    const recoveryPointId = `${slot}Z`;
    return {
      backupInstance: instance,
      recoveryPointId,
      jobId: jobIdFor(this.time.now, `${recoveryPointId} ${this.runs}`),
      trigger: 'scheduled',
      retentionTag: 'Default',
      policyName: 'daily',
      source: { volumeId, snapshotResourceGroupId: snapshotGroup, sku: 'Standard_LRS' },
      settings: {
        ...volumeSettings,
        ...settings,
      },
    };
  }

  async backUp(settings: Partial<VolumeBackupSettings> = {}): Promise<VolumeBackupOutcome> {
    return this.run(this.input(settings));
  }

  async run(input: BackUpVolumeInput): Promise<VolumeBackupOutcome> {
    const { backupInstance, recoveryPointId, jobId } = input;
    if ((await this.fixture.vault.instances.get(backupInstance)) === undefined) await this.configure();
    const instanceId = backupOrchestrationId(backupInstance, recoveryPointId);
    const run = this.workflowRun({ workflow: backUpElasticSanVolume, instanceId, input });
    const output = (await run.toEnd()) as BackUpVolumeOutput;
    const { vault } = this.fixture;
    const job = (await vault.jobs.get(jobId))?.document as Job;
    return {
      output,
      id: recoveryPointId,
      job,
      run,
      point: await vault.volumePoints.get(instance, recoveryPointId),
    };
  }

  async restore(
    recoveryPointId: string,
    target: VolumeRestoreTarget,
    { dryRun = false, ...settings }: Partial<VolumeRestoreSettings> & { readonly dryRun?: boolean } = {},
  ): Promise<{ readonly output: RestoreVolumeOutput; readonly job: Job; readonly run: WorkflowRun }> {
    this.runs += 1;
    const jobId = jobIdFor(this.time.now, `restore ${this.runs}`);
    const input: RestoreVolumeInput = {
      backupInstance: instance,
      recoveryPointId,
      jobId,
      target,
      settings: { pollSeconds: 60, stepDeadlineSeconds: 3_600, ...settings },
      ...(dryRun ? { dryRun } : {}),
    };
    const workflow = restoreElasticSanVolume;
    const run = this.workflowRun({ workflow, instanceId: restoreOrchestrationId(jobId), input });
    const output = (await run.toEnd()) as RestoreVolumeOutput;
    return { output, run, job: (await this.fixture.vault.jobs.get(jobId))?.document as Job };
  }

  /** As an instance of the vault, under a policy that keeps points for so long. */
  async protect(keep: string | PolicySketch = 'P7D'): Promise<void> {
    const definition = volumePolicyDefinition(typeof keep === 'string' ? { keep } : keep);
    await this.fixture.vault.policies.put({ ...builtInPolicy, name: 'daily', definition }, undefined);
    await this.configure();
  }

  /** As an instance whose policy is nowhere. */
  private async configure(): Promise<void> {
    const at = new Date(this.time.now).toISOString();
    await this.fixture.vault.instances.put({
      version: 2,
      kind: 'elasticSanVolume',
      name: instance,
      friendlyName: 'sql',
      datasourceType: 'Microsoft.ElasticSan/elasticSans/volumeGroups',
      source: { volumeId, snapshotResourceGroupId: snapshotGroup, sku: 'Standard_LRS' },
      policyName: 'daily',
      state: 'ProtectionConfigured',
      createdAt: at,
      updatedAt: at,
    });
  }

  async prune(
    change: Partial<PruneVolumePointsInput> = {},
  ): Promise<{ readonly output: PruneVolumePointsOutput; readonly job: Job; readonly run: WorkflowRun }> {
    this.runs += 1;
    const jobId = jobIdFor(this.time.now, `prune ${this.runs}`);
    const input: PruneVolumePointsInput = {
      backupInstance: instance,
      jobId,
      trigger: 'adhoc',
      dryRun: false,
      requested: [],
      settings: { pollSeconds: 15, stepDeadlineSeconds: 3_600 },
      ...change,
    };
    const run = this.workflowRun({
      workflow: pruneVolumePoints,
      instanceId: pruneOrchestrationId(jobId),
      input,
    });
    const output = (await run.toEnd()) as PruneVolumePointsOutput;
    return { output, run, job: (await this.fixture.vault.jobs.get(jobId))?.document as Job };
  }

  /** The real activities, and the faults of the test between. */
  private workflowRun(of: Pick<RunOptions, 'workflow' | 'instanceId' | 'input'>): WorkflowRun {
    let calls = 0;
    return new WorkflowRun({
      ...of,
      time: this.time,
      activity: async (name, message) => {
        calls += 1;
        // Nothing here waits for a clock, so no time limit would end a workflow that goes on for ever.
        if (calls > MOST_CALLS) throw new Error(`The workflow has made ${calls} calls and does not end`);
        await this.before({ number: calls, input: message as { readonly jobId: string } });
        const fault = this.hook({ name, number: calls });
        if (fault === 'before') throw new Error('Injected before');
        const output = await this.runActivity(name, message);
        if (fault === 'after') throw new Error('Injected after');
        return output;
      },
    });
  }

  /** Moves to the next day, with everything done that was under way. */
  nextDay(): void {
    this.time.now += 86_400_000;
    this.cloud.settle();
  }
}
