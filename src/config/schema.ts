// Turns the environment into Settings, once, or names every problem at once.

import type * as z from 'zod';
import type { Environment } from './env.ts';
import type { SettingField, SettingMode, SettingName } from './fields.ts';
import { settingFields } from './fields.ts';

type Value<N extends SettingName> = z.output<(typeof settingFields)[N]['schema']>;

export interface EmulatorAccount {
  readonly name: string;
  /** Base64. */
  readonly key: string;
}

export type StorageSettings =
  | { readonly kind: 'azure' }
  | {
      readonly kind: 'emulator';
      readonly blobEndpoint: string;
      readonly accounts: readonly EmulatorAccount[];
    };

/** How callers of the API are told apart. */
export type AccessSettings =
  | { readonly kind: 'keys' }
  | { readonly kind: 'entra'; readonly audience: string };

export interface Settings {
  readonly vault: {
    readonly subscriptionId: string;
    readonly resourceGroup: string;
    readonly name: string;
    readonly location: string;
    readonly redundancy: Value<'HOLDFAST_STORAGE_REDUNDANCY'>;
    readonly controlAccountId: string;
    readonly dataAccountIds: readonly string[];
  };
  readonly storage: StorageSettings;
  readonly access: AccessSettings;
  readonly resourceManagerEndpoint: string;
  readonly weekReading: Value<'HOLDFAST_WEEKS_OF_THE_MONTH'>;
  readonly startSpreadSeconds: number;
  readonly concurrentBackups: number;
  /** `HH:MM`, UTC. */
  readonly dailyPruneTime: string;
  readonly graceDays: number;
  readonly stalledMinutes: number;
  readonly cancelMinutes: number;
  readonly lanes: number;
  readonly sliceSeconds: number;
  readonly copyConcurrency: number;
  readonly pollSeconds: number;
  readonly markerDeadlineSeconds: number;
  readonly volumes: VolumeSettings;
  /** Of SAN volumes, each in 24 hours. */
  readonly volumeRequests: { readonly backupsPerDay: number; readonly restoresPerDay: number };
}

/** Of SAN volumes. */
export interface VolumeSettings {
  readonly maxVolumeGiB: number;
  readonly maxRecoveryPoints: number;
  readonly pollSeconds: number;
  readonly stepDeadlineSeconds: number;
  readonly copyDeadlineSeconds: number;
}

export interface SettingProblem {
  readonly setting: SettingName;
  readonly problem: string;
}

export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly SettingProblem[] };

export function parseSettings(environment: Environment): SettingsResult {
  const { values, problems } = parseFields(environment);
  const all = [...problems, ...(problems.length === 0 ? crossChecks(values, environment) : [])];
  return all.length > 0 ? { ok: false, problems: all } : { ok: true, settings: toSettings(values) };
}

/** For the composition: a wrong setting must stop the app before it serves anything. */
export function requireSettings(environment: Environment): Settings {
  const result = parseSettings(environment);
  if (result.ok) return result.settings;
  const lines = result.problems.map(({ setting, problem }) => `  ${setting}: ${problem}`);
  throw new Error(`Settings are wrong (docs/config.md describes them):\n${lines.join('\n')}`);
}

type Values = { readonly [N in SettingName]: Value<N> };

function parseFields(environment: Environment): { values: Values; problems: SettingProblem[] } {
  const values: Partial<Record<SettingName, unknown>> = {};
  const problems: SettingProblem[] = [];
  const modes: Readonly<Record<SettingMode, boolean>> = {
    emulator: environment.HOLDFAST_STORAGE?.trim() === 'emulator',
    entra: accessKind(environment) === 'entra',
  };
  for (const [setting, field] of Object.entries(settingFields) as [SettingName, SettingField][]) {
    if (field.only !== undefined && !modes[field.only]) continue;
    const given = environment[setting]?.trim();
    const text = given === undefined || given === '' ? field.default : given;
    if (text === undefined) {
      problems.push({ setting, problem: `is missing. ${field.description}` });
      continue;
    }
    const parsed = field.schema.safeParse(text);
    if (parsed.success) values[setting] = parsed.data;
    else problems.push({ setting, problem: describe(parsed.error, field, text) });
  }
  return { values: values as Values, problems };
}

const describe = (error: z.ZodError, field: SettingField, text: string): string => {
  const rules = [...new Set(error.issues.map((issue) => issue.message))].join('; ');
  return field.secret ? rules : `${rules} (it is "${text}")`;
};

const accountName = (accountId: string): string =>
  accountId.slice(accountId.lastIndexOf('/') + 1).toLowerCase();

/** For the registration of functions, which comes before the settings are checked: nothing but `entra` opens the API. */
export const accessKind = (environment: Environment): AccessSettings['kind'] =>
  environment.HOLDFAST_ACCESS?.trim() === 'entra' ? 'entra' : 'keys';

/** What no field can say alone. */
function crossChecks(values: Values, environment: Environment): SettingProblem[] {
  const problems: SettingProblem[] = [];
  const control = accountName(values.HOLDFAST_CONTROL_ACCOUNT);
  const data = values.HOLDFAST_DATA_ACCOUNTS.map(accountName);
  if (data.includes(control)) {
    problems.push({
      setting: 'HOLDFAST_DATA_ACCOUNTS',
      problem: `names the control account ${control}; data needs accounts of its own`,
    });
  }
  const twice = data.filter((name, index) => data.indexOf(name) !== index);
  if (twice.length > 0) {
    problems.push({ setting: 'HOLDFAST_DATA_ACCOUNTS', problem: `names ${twice.join(', ')} more than once` });
  }
  if (values.HOLDFAST_STORAGE === 'emulator') {
    const known = new Set(values.HOLDFAST_EMULATOR_ACCOUNTS.map(({ name }) => name));
    const unknown = [control, ...data].filter((name) => !known.has(name));
    if (unknown.length > 0) {
      problems.push({
        setting: 'HOLDFAST_EMULATOR_ACCOUNTS',
        problem: `has no key for ${unknown.join(', ')}`,
      });
    }
  }
  // https://learn.microsoft.com/azure/app-service/reference-app-settings: set by the platform alone.
  if (values.HOLDFAST_ACCESS === 'entra' && environment.WEBSITE_AUTH_ENABLED?.toLowerCase() !== 'true') {
    problems.push({
      setting: 'HOLDFAST_ACCESS',
      problem:
        'is entra, and App Service authentication is not enabled on the app (WEBSITE_AUTH_ENABLED is not True): callers could claim to be anybody',
    });
  }
  return problems;
}

const toSettings = (values: Values): Settings => ({
  vault: {
    subscriptionId: values.HOLDFAST_SUBSCRIPTION_ID,
    resourceGroup: values.HOLDFAST_RESOURCE_GROUP,
    name: values.HOLDFAST_VAULT_NAME,
    location: values.HOLDFAST_LOCATION,
    redundancy: values.HOLDFAST_STORAGE_REDUNDANCY,
    controlAccountId: values.HOLDFAST_CONTROL_ACCOUNT,
    dataAccountIds: values.HOLDFAST_DATA_ACCOUNTS,
  },
  storage:
    values.HOLDFAST_STORAGE === 'emulator'
      ? {
          kind: 'emulator',
          blobEndpoint: values.HOLDFAST_EMULATOR_BLOB_ENDPOINT,
          accounts: values.HOLDFAST_EMULATOR_ACCOUNTS,
        }
      : { kind: 'azure' },
  access:
    values.HOLDFAST_ACCESS === 'entra'
      ? { kind: 'entra', audience: values.HOLDFAST_ENTRA_AUDIENCE }
      : { kind: 'keys' },
  resourceManagerEndpoint: values.HOLDFAST_RESOURCE_MANAGER_ENDPOINT,
  weekReading: values.HOLDFAST_WEEKS_OF_THE_MONTH,
  startSpreadSeconds: values.HOLDFAST_START_SPREAD_SECONDS,
  concurrentBackups: values.HOLDFAST_CONCURRENT_BACKUPS,
  dailyPruneTime: values.HOLDFAST_DAILY_PRUNE_TIME,
  graceDays: values.HOLDFAST_GRACE_DAYS,
  stalledMinutes: values.HOLDFAST_STALLED_MINUTES,
  cancelMinutes: values.HOLDFAST_CANCEL_MINUTES,
  lanes: values.HOLDFAST_LANES,
  sliceSeconds: values.HOLDFAST_SLICE_SECONDS,
  copyConcurrency: values.HOLDFAST_COPY_CONCURRENCY,
  pollSeconds: values.HOLDFAST_POLL_SECONDS,
  markerDeadlineSeconds: values.HOLDFAST_MARKER_DEADLINE_SECONDS,
  volumeRequests: {
    backupsPerDay: values.HOLDFAST_SAN_BACKUPS_PER_DAY,
    restoresPerDay: values.HOLDFAST_SAN_RESTORES_PER_DAY,
  },
  volumes: {
    maxVolumeGiB: values.HOLDFAST_SAN_MAX_VOLUME_GIB,
    maxRecoveryPoints: values.HOLDFAST_SAN_MAX_RECOVERY_POINTS,
    pollSeconds: values.HOLDFAST_SAN_POLL_SECONDS,
    stepDeadlineSeconds: values.HOLDFAST_SAN_STEP_DEADLINE_SECONDS,
    copyDeadlineSeconds: values.HOLDFAST_SAN_COPY_DEADLINE_SECONDS,
  },
});
