// One protected datasource and its policy: a storage account, with the vault's data account that holds its copy, or a
// volume of an Elastic SAN, whose recovery points are disk snapshots.

import type { VolumeSource } from '../elastic-san/source.ts';

export type ProtectionState =
  | 'ConfiguringProtection'
  | 'ConfiguringProtectionFailed'
  | 'ProtectionConfigured'
  | 'ProtectionError'
  | 'ProtectionStopped'
  | 'BackupSchedulesSuspended'
  | 'SoftDeleted';

/** All containers (both absent), only the included, or all but the excluded. */
export interface ContainerSelection {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

interface Protected {
  readonly name: string;
  readonly friendlyName: string;
  readonly datasourceType: string;
  readonly policyName: string;
  readonly state: ProtectionState;
  /** Azure resource tags: kept and shown, without meaning to Holdfast. */
  readonly tags?: Readonly<Record<string, string>>;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Since when it follows its policy's schedule. Absent: since createdAt. */
  readonly scheduledSince?: string;
  readonly updatedAt: string;
  /**
   * Containers that the account had when the instance was last configured, of one that names what it protects: what is not
   * among them has appeared since. Absent: unknown.
   */
  readonly containersSeen?: readonly string[];
  /** Present while the state is SoftDeleted. */
  readonly deletion?: InstanceDeletion;
}

export interface InstanceDeletion {
  /** ISO 8601, UTC. */
  readonly deletedAt: string;
  /** Until then it can be had back. */
  readonly purgeAt: string;
  /** Of the request that deleted it. */
  readonly requestId: string;
  /** From then on its data is being deleted, and it cannot be had back. */
  readonly purgingSince?: string;
}

export interface StorageAccountInstance extends Protected {
  readonly version: 1;
  /** ARM resource ID of the protected storage account. */
  readonly sourceAccountId: string;
  readonly selection: ContainerSelection;
  /** ARM resource ID of the vault's data account for this instance; absent until protection is configured. */
  readonly dataAccountId?: string;
}

export interface VolumeInstance extends Protected {
  readonly version: 2;
  readonly kind: 'elasticSanVolume';
  readonly source: VolumeSource;
  /** It has none: nothing of a volume is in the vault's accounts but its records. */
  readonly dataAccountId?: never;
}

export type BackupInstance = StorageAccountInstance | VolumeInstance;

/** ARM resource ID of what is protected. */
export const sourceIdOf = (instance: BackupInstance): string =>
  instance.version === 1 ? instance.sourceAccountId : instance.source.volumeId;
