// The settings one by one: name, rule, default, and the text of docs/config.md. What they mean together is in schema.ts.

import * as z from 'zod';

const armResourceName = /^[-\w.()]{1,90}$/;
const storageAccountId =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Storage\/storageAccounts\/[a-z0-9]{3,24}$/i;

const accountId = z
  .string()
  .regex(
    storageAccountId,
    'must be the resource ID of a storage account: /subscriptions/…/resourceGroups/…/providers/Microsoft.Storage/storageAccounts/{name}',
  );

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(least, `must be at least ${least}`).max(most, `must be at most ${most}`));

const listOf = <T extends z.ZodType<unknown, string>>(item: T, separator: string) =>
  z
    .string()
    .transform((text) =>
      text
        .split(separator)
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(item).min(1, 'must name at least one'));

const emulatorAccount = z.string().transform((text, context) => {
  const match = /^([a-z0-9]{3,24}):([A-Za-z0-9+/]+={0,2})$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) {
    context.addIssue({ code: 'custom', message: 'must be a list of name:base64key, separated by ;' });
    return z.NEVER;
  }
  return { name: match[1], key: match[2] };
});

/** Azure shows "West Europe" and takes "westeurope": one spelling inside. */
const location = z
  .string()
  .transform((text) => text.replaceAll(' ', '').toLowerCase())
  .pipe(z.string().regex(/^[a-z0-9]{2,40}$/, 'must be an Azure region, such as westeurope'));

export interface SettingField<T extends z.ZodType = z.ZodType> {
  readonly schema: T;
  readonly description: string;
  /** What an administrator would write. Absent: the setting must be given. */
  readonly default?: string;
  readonly example: string;
  /** Holds a key: never logged or shown. */
  readonly secret?: true;
  /** Only read (and then required) in this mode of storage or access. */
  readonly only?: SettingMode;
}

export type SettingMode = 'emulator' | 'entra';

const field = <T extends z.ZodType>(
  schema: T,
  description: string,
  more: Omit<SettingField, 'schema' | 'description'>,
): SettingField<T> => ({ schema, description, ...more });

export const settingFields = {
  HOLDFAST_SUBSCRIPTION_ID: field(
    z.guid('must be a subscription ID (GUID)').transform((id) => id.toLowerCase()),
    'Subscription of the vault, as it appears in resource IDs and routes.',
    { example: '00000000-0000-0000-0000-000000000000' },
  ),
  HOLDFAST_RESOURCE_GROUP: field(
    z.string().regex(armResourceName, 'must be a resource group name'),
    'Resource group of the vault, as it appears in resource IDs and routes.',
    { example: 'backup' },
  ),
  HOLDFAST_VAULT_NAME: field(
    z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]{1,49}$/, 'must be 2-50 letters, digits or -, beginning with a letter'),
    'Name of the vault. One deployment is one vault.',
    { example: 'holdfast' },
  ),
  HOLDFAST_LOCATION: field(location, 'Azure region of the vault. Restore targets must be in it.', {
    example: 'westeurope',
  }),
  HOLDFAST_STORAGE_REDUNDANCY: field(
    z.enum(['LocallyRedundant', 'ZoneRedundant', 'GeoRedundant']),
    "Redundancy of the vault's storage accounts, as the vault reports it. Changes nothing in storage.",
    { default: 'LocallyRedundant', example: 'ZoneRedundant' },
  ),
  HOLDFAST_CONTROL_ACCOUNT: field(
    accountId,
    'Storage account that holds the catalogue: instances, jobs, recovery points.',
    {
      example:
        '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/backup/providers/Microsoft.Storage/storageAccounts/holdfastcontrol',
    },
  ),
  HOLDFAST_DATA_ACCOUNTS: field(
    listOf(accountId, ','),
    'Storage accounts that hold backup data, separated by commas. Each protected account claims one of them for itself.',
    {
      example:
        '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/backup/providers/Microsoft.Storage/storageAccounts/holdfastdata1',
    },
  ),
  HOLDFAST_STORAGE: field(
    z.enum(['azure', 'emulator']),
    '`azure`: storage accounts in Azure, reached with the identity of the app. `emulator`: accounts of one Azurite.',
    { default: 'azure', example: 'emulator' },
  ),
  HOLDFAST_EMULATOR_BLOB_ENDPOINT: field(
    z
      .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
      .transform((url) => url.replace(/\/+$/, '')),
    "Where Azurite's blob service listens, without the account.",
    { example: 'http://127.0.0.1:10000', only: 'emulator' },
  ),
  HOLDFAST_EMULATOR_ACCOUNTS: field(
    listOf(emulatorAccount, ';'),
    "Azurite's accounts as `name:base64key`, separated by semicolons: what AZURITE_ACCOUNTS was set to.",
    { example: 'holdfastcontrol:a2V5;holdfastdata1:a2V5', secret: true, only: 'emulator' },
  ),
  HOLDFAST_ACCESS: field(
    z.enum(['keys', 'entra']),
    '`keys`: the API takes function keys, and who has one may do everything. `entra`: it takes callers whom App Service authentication has signed in, by their app roles.',
    { default: 'keys', example: 'entra' },
  ),
  HOLDFAST_ENTRA_AUDIENCE: field(
    z.string().regex(/^[^\s/]\S{2,254}$/, 'must be an application ID URI or a client ID'),
    "Application ID URI or client ID of the app's own registration in Entra ID: what tokens must be issued for.",
    { example: 'api://11111111-1111-1111-1111-111111111111', only: 'entra' },
  ),
  HOLDFAST_RESOURCE_MANAGER_ENDPOINT: field(
    z
      .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
      .transform((url) => url.replace(/\/+$/, ''))
      .refine((url) => /^https:|^http:\/\/(127\.0\.0\.1|localhost)(:|$)/.test(url), {
        error: 'must be https, except on this machine',
      }),
    'Azure Resource Manager: that of another cloud, or a simulated one on this machine, to which no token is sent.',
    { default: 'https://management.azure.com', example: 'https://management.usgovcloudapi.net' },
  ),
  HOLDFAST_WEEKS_OF_THE_MONTH: field(
    z.enum(['calendar-rows', 'nth-weekday']),
    'How policies count `weeksOfTheMonth`. `calendar-rows`: rows of a calendar page that begin on Sunday, as Azure seems to. `nth-weekday`: the fourth Sunday is the fourth of its month.',
    { default: 'calendar-rows', example: 'nth-weekday' },
  ),
  HOLDFAST_START_SPREAD_SECONDS: field(
    wholeNumber(0, 3600),
    'Scheduled backups start within this time of their slot, each instance always as long after it.',
    { default: '600', example: '0' },
  ),
  HOLDFAST_CONCURRENT_BACKUPS: field(
    wholeNumber(1, 1000),
    'Backups that run at the same time in the whole vault. Scheduled ones wait for a place, on-demand ones start at once.',
    { default: '32', example: '8' },
  ),
  HOLDFAST_DAILY_PRUNE_TIME: field(
    z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day as HH:MM, 00:00 to 23:59'),
    'When recovery points that have expired are deleted, and what they alone held (UTC).',
    { default: '05:00', example: '06:30' },
  ),
  HOLDFAST_GRACE_DAYS: field(
    wholeNumber(1, 365),
    'What no recovery point names is garbage after this time: longer than any backup takes.',
    { default: '7', example: '14' },
  ),
  HOLDFAST_STALLED_MINUTES: field(
    wholeNumber(1, 10_080),
    'A job that has shown no sign of life for this long is marked, and the log says so. Never below 35 times `HOLDFAST_POLL_SECONDS`: a backup that waits says so no oftener.',
    { default: '90', example: '240' },
  ),
  HOLDFAST_CANCEL_MINUTES: field(
    wholeNumber(1, 10_080),
    'The workflow of a cancelled job that has not ended, or shown a sign of life, for this long is terminated.',
    { default: '30', example: '60' },
  ),
  HOLDFAST_LANES: field(
    wholeNumber(1, 64),
    'Slices of one backup, restore or prune that run at the same time.',
    {
      default: '4',
      example: '8',
    },
  ),
  HOLDFAST_SLICE_SECONDS: field(
    wholeNumber(1, 1500),
    'How long one slice works before it hands over. Below the function timeout of host.json (30 minutes).',
    { default: '60', example: '120' },
  ),
  HOLDFAST_COPY_CONCURRENCY: field(wholeNumber(1, 256), 'Blobs that one slice copies at the same time.', {
    default: '32',
    example: '64',
  }),
  HOLDFAST_POLL_SECONDS: field(
    wholeNumber(1, 86_400),
    'How often a backup looks for its markers in the vault when no event tells it to.',
    { default: '60', example: '30' },
  ),
  HOLDFAST_MARKER_DEADLINE_SECONDS: field(
    wholeNumber(1, 604_800),
    'How long a backup waits for its markers before it fails without a recovery point.',
    { default: '21600', example: '3600' },
  ),
  HOLDFAST_SAN_MAX_VOLUME_GIB: field(
    wholeNumber(1, 65_536),
    'Largest volume of an Elastic SAN that is protected, in GiB. Azure exports up to 4 TiB, by newer words up to 16 TiB.',
    { default: '4096', example: '16384' },
  ),
  HOLDFAST_SAN_MAX_RECOVERY_POINTS: field(
    wholeNumber(1, 500),
    'Recovery points of one volume, as Azure Backup limits them. At the limit the oldest that retention lets go goes before the next backup; where none may go, the backup fails. Azure has at most 500 incremental snapshots of one disk.',
    { default: '450', example: '200' },
  ),
  HOLDFAST_SAN_BACKUPS_PER_DAY: field(
    wholeNumber(1, 1000),
    'On-demand backups of one volume in 24 hours, as Azure Backup limits them. Failed and cancelled ones do not count.',
    { default: '10', example: '20' },
  ),
  HOLDFAST_SAN_RESTORES_PER_DAY: field(
    wholeNumber(1, 1000),
    'Restores of one volume in 24 hours, as Azure Backup limits them. Failed, cancelled and dry runs do not count.',
    { default: '10', example: '20' },
  ),
  HOLDFAST_SAN_POLL_SECONDS: field(
    wholeNumber(1, 3600),
    'How often a backup or restore of a volume asks after what Azure is doing, where Azure does not ask for longer.',
    { default: '15', example: '30' },
  ),
  HOLDFAST_SAN_STEP_DEADLINE_SECONDS: field(
    wholeNumber(60, 604_800),
    'How long one step of such a backup or restore may take: a snapshot, an export, a deletion.',
    { default: '3600', example: '7200' },
  ),
  HOLDFAST_SAN_COPY_DEADLINE_SECONDS: field(
    wholeNumber(60, 2_592_000),
    'How long the copy behind an export may take, before the backup fails and removes what it has made.',
    { default: '86400', example: '172800' },
  ),
} as const satisfies Record<string, SettingField>;

export type SettingName = keyof typeof settingFields;
