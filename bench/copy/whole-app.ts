// The same account backed up by the whole app, twice: first everything, then nothing changed. The app runs in a process
// of its own, whose memory is measured; the second time it reaches Azurite through a proxy that counts its requests.

import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startAppProcess } from '../../local/app-process.ts';
import type { Azurite } from '../../local/azure/azurite.ts';
import { startFaultProxy } from '../../local/azure/fault-proxy.ts';
import { ArmClient } from '../../local/demo/arm-client.ts';
import { count, failureWords, tookMs } from '../../local/demo/job-words.ts';
import { freePort } from '../../local/demo/port.ts';
import type { JobView } from '../../local/demo/vault.ts';
import { Vault } from '../../local/demo/vault.ts';

/** The bundle lies in dist/bench. */
const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const INSTANCE = 'bench';
const GROUP = `/subscriptions/${randomUUID()}/resourceGroups/bench`;

export interface VaultAccounts {
  readonly source: string;
  readonly control: string;
  readonly data: string;
}

export interface AppBackup {
  readonly blobs: number;
  readonly copied: number;
  readonly seconds: number;
  /** To the storage: as the job counted them, the second time as a proxy saw them, watching the job included. */
  readonly requests: number;
  /** Of these, pages of the protected containers' listings; where a proxy looked. */
  readonly listings?: number;
  /** Bytes; undefined where the system does not tell. */
  readonly peakMemory: number | undefined;
}

export interface AppBackups {
  readonly first: AppBackup;
  readonly unchanged: AppBackup;
}

const accountId = (name: string): string => `${GROUP}/providers/Microsoft.Storage/storageAccounts/${name}`;

const settingsFor = (azurite: Azurite, { control, data }: VaultAccounts, blobEndpoint: string) => ({
  TASKHUB_NAME: 'bench',
  HOLDFAST_SUBSCRIPTION_ID: GROUP.split('/')[2] ?? '',
  HOLDFAST_RESOURCE_GROUP: 'bench',
  HOLDFAST_VAULT_NAME: 'bench',
  HOLDFAST_LOCATION: 'westeurope',
  HOLDFAST_CONTROL_ACCOUNT: accountId(control),
  HOLDFAST_DATA_ACCOUNTS: accountId(data),
  HOLDFAST_STORAGE: 'emulator',
  HOLDFAST_EMULATOR_BLOB_ENDPOINT: blobEndpoint,
  HOLDFAST_EMULATOR_ACCOUNTS: azurite.accounts.map(({ name, key }) => `${name}:${key}`).join(';'),
});

const backUp = async (vault: Vault): Promise<JobView> => {
  const job = await vault.finish(await vault.startBackup(INSTANCE), () => undefined);
  if (job.status !== 'Completed') throw new Error(failureWords(job));
  return job;
};

const withApp = async (
  options: { readonly stateDirectory: string; readonly settings: Readonly<Record<string, string>> },
  use: (vault: Vault) => Promise<JobView>,
): Promise<AppBackup> => {
  const port = await freePort();
  const app = await startAppProcess({ project: PROJECT, port, ...options });
  try {
    const vaultId = `${GROUP}/providers/Microsoft.DataProtection/backupVaults/bench`;
    const job = await use(new Vault(new ArmClient(`http://127.0.0.1:${port}`), vaultId));
    return {
      blobs: count(job, 'backupBlobs'),
      copied: count(job, 'backupCopiedBlobs'),
      seconds: tookMs(job) / 1_000,
      requests: count(job, 'backupRequests'),
      peakMemory: app.peakMemory(),
    };
  } finally {
    await app.end('SIGTERM');
  }
};

export const backUpTwice = async (azurite: Azurite, accounts: VaultAccounts): Promise<AppBackups> => {
  const stateDirectory = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
  const proxy = await startFaultProxy(azurite.blobEndpoint);
  try {
    const direct = settingsFor(azurite, accounts, azurite.blobEndpoint);
    const first = await withApp({ stateDirectory, settings: direct }, async (vault) => {
      await vault.protect(INSTANCE, accountId(accounts.source));
      return backUp(vault);
    });
    const counted = settingsFor(azurite, accounts, proxy.endpoint);
    let requests = 0;
    let listings = 0;
    const unchanged = await withApp({ stateDirectory, settings: counted }, async (vault) => {
      proxy.forget();
      const job = await backUp(vault);
      requests = proxy.requests.length;
      const ofSource = proxy.requests.filter(({ url }) => url.startsWith(`/${accounts.source}/`));
      listings = ofSource.filter(
        ({ url }) => /[?&]restype=container(&|$)/.test(url) && /comp=list/.test(url),
      ).length;
      return job;
    });
    return { first, unchanged: { ...unchanged, requests, listings } };
  } finally {
    await proxy.stop();
    rmSync(stateDirectory, { recursive: true, force: true });
  }
};
