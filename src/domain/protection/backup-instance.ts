// One protected storage account: which containers, under which policy, and the vault's data account that holds its copy.

export type ProtectionState =
  | 'ConfiguringProtection'
  | 'ConfiguringProtectionFailed'
  | 'ProtectionConfigured'
  | 'ProtectionError'
  | 'ProtectionStopped'
  | 'BackupSchedulesSuspended';

/** All containers (both absent), only the included, or all but the excluded. */
export interface ContainerSelection {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

export interface BackupInstance {
  readonly version: 1;
  readonly name: string;
  readonly friendlyName: string;
  readonly datasourceType: string;
  /** ARM resource ID of the protected storage account. */
  readonly sourceAccountId: string;
  readonly policyName: string;
  readonly selection: ContainerSelection;
  /** ARM resource ID of the vault's data account for this instance; absent until protection is configured. */
  readonly dataAccountId?: string;
  readonly state: ProtectionState;
  /** Azure resource tags: kept and shown, without meaning to Holdfast. */
  readonly tags?: Readonly<Record<string, string>>;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Since when it follows its policy's schedule. Absent: since createdAt. */
  readonly scheduledSince?: string;
  readonly updatedAt: string;
}
