// Azure Resource Manager in memory: what exists, what is under way, and what is locked. Time comes from its clock alone,
// so that tests drive it. The rules of each service are beside this file; they act on the records here.

import { randomUUID } from 'node:crypto';
import { missingActions } from '../../domain/elastic-san/permissions.ts';
import { isWithin, resourceGroupScope, resourceKey, sameResource } from '../../domain/shared/resource-id.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ManagementLock, Permissions } from '../../ports/resource-groups.ts';
import type { OperationProgress } from '../../ports/resource-operation.ts';
import type {
  Action,
  DiskRecord,
  DiskSnapshotRecord,
  Disturbance,
  OperationRecord,
  Put,
  SanRecord,
  VolumeGroupRecord,
  VolumeRecord,
  VolumeSnapshotRecord,
} from './records.ts';
import { groupNotFound, notAuthorized, resourceNotFound, scopeLocked } from './refusals.ts';
import { Shelf } from './shelf.ts';

export interface CloudSettings {
  /** How long an operation takes. */
  readonly operationMs: number;
  /** How long the copy behind an exported snapshot takes, from its beginning. */
  readonly copyMs: number;
  /** What running operations ask callers to wait. */
  readonly retryAfterMs: number;
  /** Whether preBackup and preRestore exist here. */
  readonly preValidation: boolean;
  /** Disk snapshots per subscription and region. */
  readonly diskSnapshotQuota: number;
  /** What the caller may not do, such as `Microsoft.Compute/snapshots/write`; all else it may. */
  readonly notActions: readonly string[];
}

const DEFAULTS: CloudSettings = {
  operationMs: 2_000,
  copyMs: 10_000,
  retryAfterMs: 1_000,
  preValidation: true,
  diskSnapshotQuota: 50_000,
  notActions: [],
};

/** What the end of an operation does to its target. */
const effects: Readonly<
  Record<
    Action,
    {
      readonly shelf?: 'volumes' | 'volumeSnapshots' | 'diskSnapshots' | 'disks';
      readonly removes: boolean;
    }
  >
> = {
  createVolume: { shelf: 'volumes', removes: false },
  deleteVolume: { shelf: 'volumes', removes: true },
  createVolumeSnapshot: { shelf: 'volumeSnapshots', removes: false },
  deleteVolumeSnapshot: { shelf: 'volumeSnapshots', removes: true },
  createDiskSnapshot: { shelf: 'diskSnapshots', removes: false },
  deleteDiskSnapshot: { shelf: 'diskSnapshots', removes: true },
  createDisk: { shelf: 'disks', removes: false },
  deleteDisk: { shelf: 'disks', removes: true },
  preBackup: { removes: false },
  preRestore: { removes: false },
};

/** All that a cloud holds. Contents are shared with it, and not to be changed. */
export interface CloudState {
  readonly settings: CloudSettings;
  readonly disturbances: readonly Disturbance[];
  readonly snapshotTimes: Readonly<Record<string, readonly number[]>>;
  readonly resourceGroups: readonly { readonly id: string; readonly location: string }[];
  readonly locks: readonly (ManagementLock & { readonly id: string })[];
  readonly sans: readonly SanRecord[];
  readonly volumeGroups: readonly VolumeGroupRecord[];
  readonly volumes: readonly VolumeRecord[];
  readonly volumeSnapshots: readonly VolumeSnapshotRecord[];
  readonly diskSnapshots: readonly DiskSnapshotRecord[];
  readonly disks: readonly DiskRecord[];
  readonly operations: readonly OperationRecord[];
}

/** So long after its end the service still knows of an operation. */
const OPERATIONS_KEPT_MS = 86_400_000;

export class Cloud {
  settings: CloudSettings;
  readonly clock: Clock;
  readonly resourceGroups = new Shelf<{ readonly id: string; readonly location: string }>();
  readonly locks = new Shelf<ManagementLock & { readonly id: string }>();
  readonly sans = new Shelf<SanRecord>();
  readonly volumeGroups = new Shelf<VolumeGroupRecord>();
  readonly volumes = new Shelf<VolumeRecord>();
  readonly volumeSnapshots = new Shelf<VolumeSnapshotRecord>();
  readonly diskSnapshots = new Shelf<DiskSnapshotRecord>();
  readonly disks = new Shelf<DiskRecord>();
  readonly operations = new Shelf<OperationRecord>();
  private readonly snapshotTimes = new Map<string, number[]>();
  private readonly disturbances: Disturbance[] = [];

  constructor(clock: Clock, settings: Partial<CloudSettings> = {}) {
    this.clock = clock;
    this.settings = { ...DEFAULTS, ...settings };
  }

  change(settings: Partial<CloudSettings>): void {
    this.settings = { ...this.settings, ...settings };
  }

  /** Its ID. */
  lock(lock: ManagementLock): string {
    const id = `${lock.scope}/providers/Microsoft.Authorization/locks/${lock.name}`;
    return this.locks.put({ ...lock, id }).id;
  }

  disturb(disturbance: Disturbance): void {
    this.disturbances.push(disturbance);
  }

  /** Whether this is to go wrong now; strikes once. */
  struck(action: Action, what: Disturbance['what'], target: string): boolean {
    const index = this.disturbances.findIndex(
      (each) =>
        each.action === action &&
        each.what === what &&
        (each.within === undefined || isWithin(each.within, target)),
    );
    if (index >= 0) this.disturbances.splice(index, 1);
    return index >= 0;
  }

  requireResourceGroup(id: string): void {
    const scope = resourceGroupScope(id);
    if (this.resourceGroups.get(scope) === undefined) throw groupNotFound(scope);
  }

  permissions(): readonly Permissions[] {
    return [{ actions: ['*'], notActions: this.settings.notActions }];
  }

  requirePermission(action: string, id: string): void {
    if (missingActions(this.permissions(), [action]).length > 0) throw notAuthorized(action, id);
  }

  locksOn(scope: string): readonly ManagementLock[] {
    return this.locks.all().filter((lock) => isWithin(lock.scope, scope));
  }

  requireUnlocked(id: string, operation: 'delete' | 'write'): void {
    const standing = this.locksOn(id).filter(({ level }) => operation === 'delete' || level === 'ReadOnly');
    if (standing.length > 0) {
      throw scopeLocked(
        id,
        operation,
        standing.map(({ scope }) => scope),
      );
    }
  }

  begin(action: Action, target: string, verdict?: string): OperationRecord {
    const startedAt = this.clock.now();
    const failure = this.struck(action, 'fail', target)
      ? {
          code: 'unavailable' as const,
          serviceCode: 'InternalServerError',
          message: `${action} of ${target} failed.`,
        }
      : undefined;
    return this.operations.put({
      id: `/operations/${randomUUID()}`,
      action,
      target,
      startedAt,
      ...(this.struck(action, 'hang', target) ? {} : { endsAt: startedAt + this.settings.operationMs }),
      ...(verdict === undefined ? {} : { verdict }),
      ...(failure === undefined ? {} : { failure }),
      ended: false,
    });
  }

  /** What a repeated PUT answers. */
  standing<T extends { readonly operation?: string }>(record: T): Put<T> {
    const operation = record.operation === undefined ? undefined : this.operations.get(record.operation);
    return operation === undefined || operation.ended ? { record } : { record, operation };
  }

  /** When snapshots of a volume were taken, those since deleted too. */
  takenSnapshots(volumeId: string): number[] {
    const key = resourceKey(volumeId);
    const times = this.snapshotTimes.get(key) ?? [];
    this.snapshotTimes.set(key, times);
    return times;
  }

  state(): CloudState {
    const oldest = this.clock.now() - OPERATIONS_KEPT_MS;
    return {
      settings: this.settings,
      disturbances: this.disturbances,
      snapshotTimes: Object.fromEntries(this.snapshotTimes),
      resourceGroups: this.resourceGroups.all(),
      locks: this.locks.all(),
      sans: this.sans.all(),
      volumeGroups: this.volumeGroups.all(),
      volumes: this.volumes.all(),
      volumeSnapshots: this.volumeSnapshots.all(),
      diskSnapshots: this.diskSnapshots.all(),
      disks: this.disks.all(),
      operations: this.operations.all().filter(({ ended, startedAt }) => !ended || startedAt > oldest),
    };
  }

  static from(state: CloudState, clock: Clock): Cloud {
    const cloud = new Cloud(clock, state.settings);
    cloud.disturbances.push(...state.disturbances);
    for (const [volume, times] of Object.entries(state.snapshotTimes)) {
      cloud.snapshotTimes.set(volume, [...times]);
    }
    for (const record of state.resourceGroups) cloud.resourceGroups.put(record);
    for (const record of state.locks) cloud.locks.put(record);
    for (const record of state.sans) cloud.sans.put(record);
    for (const record of state.volumeGroups) cloud.volumeGroups.put(record);
    for (const record of state.volumes) cloud.volumes.put(record);
    for (const record of state.volumeSnapshots) cloud.volumeSnapshots.put(record);
    for (const record of state.diskSnapshots) cloud.diskSnapshots.put(record);
    for (const record of state.disks) cloud.disks.put(record);
    for (const record of state.operations) cloud.operations.put(record);
    return cloud;
  }

  /** Lets everything happen whose time has come. Called before every look. */
  settle(): void {
    const now = this.clock.now();
    for (const operation of this.operations.all()) {
      if (operation.ended || operation.endsAt === undefined || operation.endsAt > now) continue;
      operation.ended = true;
      this.finish(operation);
    }
  }

  /** Looks at the cloud as it is now. */
  settled<T>(look: () => T): T {
    this.settle();
    return look();
  }

  /** Without an operation there is nothing left to do. */
  progress(operation: OperationRecord | undefined): OperationProgress {
    this.settle();
    if (operation === undefined) return { status: 'succeeded' };
    if (!operation.ended) {
      return { status: 'running', state: operation.id, retryAfterMs: this.settings.retryAfterMs };
    }
    if (operation.failure !== undefined) return { status: 'failed', failure: operation.failure };
    return {
      status: 'succeeded',
      ...(operation.verdict === undefined ? {} : { verdict: operation.verdict }),
    };
  }

  resume(operationId: string): OperationProgress {
    const operation = this.operations.get(operationId);
    if (operation === undefined) throw resourceNotFound(operationId);
    return this.progress(operation);
  }

  private finish({ action, target, failure, endsAt = 0 }: OperationRecord): void {
    const { shelf, removes } = effects[action];
    const records = shelf === undefined ? undefined : this[shelf];
    const record = records?.get(target);
    if (records === undefined || record === undefined) return;
    if (!removes) {
      record.state = failure === undefined ? 'Succeeded' : 'Failed';
    } else if (failure !== undefined) {
      record.state = 'Succeeded';
    } else {
      records.remove(target);
      if (action === 'deleteVolumeSnapshot') this.breakCopies(target, endsAt);
    }
  }

  /** A copy whose source goes away fails for good (service code as logged from Azure). */
  private breakCopies(volumeSnapshotId: string, now: number): void {
    for (const snapshot of this.diskSnapshots.all()) {
      if (!sameResource(snapshot.elasticSanSnapshotId, volumeSnapshotId) || snapshot.copiedAt <= now)
        continue;
      snapshot.copyError ??= {
        code: 'CopySourceNotFound',
        message: 'The source was deleted before its copy was complete.',
      };
    }
  }
}
