// The steps that end-to-end tests are made of, each over the app's HTTP API: protect, back up, restore, and what an
// account holds before and after.

import type { ArmError, StartedOperation } from '../../local/demo/arm-client.ts';
import type { BlobState } from '../../local/demo/blob-state.ts';
import { keyOf } from '../../local/demo/blob-state.ts';
import type { JobView } from '../../local/demo/vault.ts';
import type { TestAccount, TestApp } from './app.ts';
import { VAULT_ID } from './app.ts';
import { eventually } from './eventually.ts';

/** Content by `container/name`; the container is what comes before the first slash. */
export type Blobs = Readonly<Record<string, string | Uint8Array>>;

export const fill = async (
  { account }: TestAccount,
  blobs: Blobs,
): Promise<ReadonlyMap<string, BlobState>> => {
  const state = new Map<string, BlobState>();
  const entries = Object.entries(blobs).map(([key, content]) => ({
    container: key.slice(0, key.indexOf('/')),
    name: key.slice(key.indexOf('/') + 1),
    content: Buffer.from(content),
  }));
  for (const container of new Set(entries.map((entry) => entry.container)))
    await account.createContainer(container);
  for (const { content, ...blob } of entries) {
    const headers = { blobContentType: 'text/plain' };
    state.set(keyOf(blob), await account.write({ ...blob, headers, metadata: { test: 'yes' } }, content));
  }
  return state;
};

/** Everything an account holds, markers included. */
export const blobNames = async ({ account }: TestAccount): Promise<readonly string[]> => {
  const names: string[] = [];
  for (const container of await account.containers()) {
    for await (const name of account.names(container)) names.push(keyOf({ container, name }));
  }
  return names.sort();
};

export interface ProtectOptions {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

export const instancePath = (instance: string): string => `${VAULT_ID}/backupInstances/${instance}`;

export const instanceBody = (sourceId: string, { include, exclude }: ProtectOptions = {}) => ({
  properties: {
    objectType: 'BackupInstance',
    dataSourceInfo: {
      objectType: 'Datasource',
      datasourceType: 'Microsoft.Storage/storageAccounts/blobServices',
      resourceID: sourceId,
    },
    policyInfo: {
      policyId: `${VAULT_ID}/backupPolicies/DailyPolicy`,
      policyParameters: {
        backupDatasourceParametersList: [
          {
            objectType: 'BlobBackupDatasourceParameters',
            containersList: include ?? [],
            ...(exclude === undefined ? {} : { excludedContainersList: exclude }),
          },
        ],
      },
    },
  },
});

export const protect = async (
  app: TestApp,
  instance: string,
  source: TestAccount,
  options?: ProtectOptions,
): Promise<void> => {
  await app.arm.call('PUT', instancePath(instance), instanceBody(source.id, options));
};

export const backupBody = { backupRuleOptions: { ruleName: 'BackupDaily', triggerOption: {} } };

export const startBackup = (app: TestApp, instance: string): Promise<StartedOperation> =>
  app.arm.start(`${instancePath(instance)}/backup`, backupBody);

export const backUp = async (app: TestApp, instance: string): Promise<JobView> =>
  finished(app, await startBackup(app, instance));

export interface RestoreOptions {
  readonly point: string;
  readonly target: TestAccount;
  readonly items?: readonly RestoreItem[];
  readonly conflict?: 'FailIfExists' | 'SkipIfExists' | 'OverwriteIfExists';
  readonly tier?: 'Hot' | 'AsSource';
  readonly dryRun?: boolean;
}

export interface RestoreItem {
  readonly container: string;
  readonly prefixes?: readonly string[];
  readonly blobs?: readonly string[];
  readonly renameTo?: string;
}

export const restoreBody = ({ point, target, items, conflict, tier, dryRun }: RestoreOptions) => ({
  objectType: 'AzureBackupRecoveryPointBasedRestoreRequest',
  sourceDataStoreType: 'VaultStore',
  recoveryPointId: point,
  ...(dryRun === undefined ? {} : { dryRun }),
  restoreTargetInfo: {
    objectType: items === undefined ? 'RestoreTargetInfo' : 'ItemLevelRestoreTargetInfo',
    recoveryOption: conflict ?? 'FailIfExists',
    restoreLocation: 'westeurope',
    datasourceInfo: { objectType: 'Datasource', resourceID: target.id },
    ...(tier === undefined ? {} : { targetAccessTier: tier }),
    ...(items === undefined ? {} : { restoreCriteria: items.map(criterion) }),
  },
});

const criterion = ({ container, prefixes, blobs, renameTo }: RestoreItem) => ({
  objectType: 'ItemPathBasedRestoreCriteria',
  itemPath: container,
  isPathRelativeToBackupItem: true,
  ...(prefixes === undefined ? {} : { subItemPathPrefix: prefixes }),
  ...(blobs === undefined ? {} : { blobs }),
  ...(renameTo === undefined ? {} : { renameTo }),
});

export const restore = async (app: TestApp, instance: string, options: RestoreOptions): Promise<JobView> =>
  finished(app, await app.arm.start(`${instancePath(instance)}/restore`, restoreBody(options)));

/** Waits for the operation's end, more impatient than Retry-After asks for, and gives its job. */
export const finished = async (app: TestApp, operation: StartedOperation): Promise<JobView> =>
  eventually(
    `the end of ${operation.statusUrl}`,
    async () => {
      const { status, properties } = await app.arm.call<{ status: string; properties?: { jobId: string } }>(
        'GET',
        operation.statusUrl,
      );
      return status === 'Inprogress' || properties === undefined
        ? undefined
        : await app.vault.job(properties.jobId);
    },
    { withinMs: 90_000, everyMs: 100 },
  );

/** The error of a request that the API refuses. */
export const refusal = async (
  app: TestApp,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly code: string; readonly message: string }> => {
  const answer = await app.arm.send(method, path, body);
  const { error } = answer.body as { error: ArmError };
  return { status: answer.status, code: error.code, message: JSON.stringify(error) };
};
