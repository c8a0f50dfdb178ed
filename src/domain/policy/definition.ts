// A backup policy as Microsoft.DataProtection writes it: what a vault stores, and what read-policy.ts checks and reads.

export type DataStoreType = 'VaultStore' | 'OperationalStore' | 'ArchiveStore';

export interface DataStore {
  readonly dataStoreType: DataStoreType;
  readonly objectType: 'DataStoreInfoBase';
}

export interface PolicyDefinition {
  readonly objectType: 'BackupPolicy';
  readonly datasourceTypes: readonly string[];
  readonly policyRules: readonly (BackupRule | RetentionRule)[];
}

export interface BackupRule {
  readonly objectType: 'AzureBackupRule';
  readonly name: string;
  readonly backupParameters: { readonly objectType: 'AzureBackupParams'; readonly backupType: string };
  readonly dataStore: DataStore;
  readonly trigger: {
    readonly objectType: 'ScheduleBasedTriggerContext';
    readonly schedule: { readonly repeatingTimeIntervals: readonly string[]; readonly timeZone?: string };
    readonly taggingCriteria: readonly TaggingCriteria[];
  };
}

export interface TaggingCriteria {
  readonly tagInfo: { readonly tagName: string; readonly id: string };
  /** The lowest number wins. */
  readonly taggingPriority: number;
  readonly isDefault: boolean;
  /** One of them is enough. */
  readonly criteria?: readonly BackupCriteria[];
}

export type AbsoluteCriterion = 'AllBackup' | 'FirstOfDay' | 'FirstOfWeek' | 'FirstOfMonth' | 'FirstOfYear';

export const weekdays = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const;
export type Weekday = (typeof weekdays)[number];

export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
export type Month = (typeof months)[number];

export const weeksOfTheMonth = ['First', 'Second', 'Third', 'Fourth', 'Last'] as const;
export type WeekOfTheMonth = (typeof weeksOfTheMonth)[number];

/** Every field that is there must hold; of the values of a field one is enough. */
export interface BackupCriteria {
  readonly objectType: 'ScheduleBasedBackupCriteria';
  readonly absoluteCriteria?: readonly AbsoluteCriterion[];
  readonly daysOfMonth?: readonly { readonly date?: number; readonly isLast?: boolean }[];
  readonly daysOfTheWeek?: readonly Weekday[];
  readonly weeksOfTheMonth?: readonly WeekOfTheMonth[];
  readonly monthsOfYear?: readonly Month[];
  /** Date-times, of which the time of day counts. */
  readonly scheduleTimes?: readonly string[];
}

export interface RetentionRule {
  readonly objectType: 'AzureRetentionRule';
  readonly name: string;
  readonly isDefault?: boolean;
  readonly lifecycles: readonly Lifecycle[];
}

export interface Lifecycle {
  readonly sourceDataStore: DataStore;
  readonly deleteAfter: { readonly objectType: 'AbsoluteDeleteOption'; readonly duration: string };
  /** Copies to another data store: none is supported, and tools write an empty list. */
  readonly targetDataStoreCopySettings?: readonly unknown[];
}
