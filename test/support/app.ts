// The whole of Holdfast for a test file: Azurite, a fault proxy before it, the built bundle on the embedded host in a
// process of its own (so that it can be killed), and the Event Grid stand-in.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AppProcess, AppProcessOptions } from '../../local/app-process.ts';
import { launchAppProcess } from '../../local/app-process.ts';
import type { EventGrid } from '../../local/azure/event-grid.ts';
import { startEventGrid } from '../../local/azure/event-grid.ts';
import type { FaultProxy } from '../../local/azure/fault-proxy.ts';
import { startFaultProxy } from '../../local/azure/fault-proxy.ts';
import { Account } from '../../local/demo/account.ts';
import type { ArmClient } from '../../local/demo/arm-client.ts';
import { freePort } from '../../local/demo/port.ts';
import { Vault } from '../../local/demo/vault.ts';
import { backupInstanceBlob, defaultControlContainer, markersContainer } from '../../src/vault/layout.ts';
import type { TestAzurite } from './azurite.ts';
import { resourceIdOf, startTestAzurite } from './azurite.ts';
import { RecordingArmClient } from './recorded-answers.ts';
import { layOutRecordingApp } from './recorded-turns.ts';
import type { TestAzure } from './test-azure.ts';
import { startTestAzure } from './test-azure.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const DATA_ACCOUNTS = 12;

export const VAULT_ID =
  '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/test/providers/Microsoft.DataProtection/backupVaults/vault';

export interface TestAppOptions {
  /** HOLDFAST_ settings over those that every test has. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly clock?: 'system' | 'driven';
  /** Notes the turns of orchestrations in this file. */
  readonly recordTurns?: string;
  /** How many accounts may be protected. */
  readonly dataAccounts?: number;
}

/** How one start of the app differs from the others. */
export type StartOptions = Pick<AppProcessOptions, 'clock' | 'fileBlocks'>;

/** A storage account of the test's own, reached past the fault proxy. */
export interface TestAccount {
  readonly id: string;
  readonly name: string;
  readonly account: Account;
}

export interface TestApp {
  readonly baseUrl: string;
  readonly azurite: TestAzurite;
  readonly proxy: FaultProxy;
  /** Resource Manager, with an Elastic SAN. */
  readonly azure: TestAzure;
  readonly events: EventGrid;
  readonly arm: ArmClient;
  readonly vault: Vault;
  /** The vault's catalogue. */
  readonly control: TestAccount;
  newAccount(): TestAccount;
  /** The data account that an instance has claimed. */
  dataAccountOf(instance: string): Promise<TestAccount>;
  /** Where the host keeps timers and orchestrations. */
  readonly stateFolder: string;
  /** As a power cut: the process gets no chance. */
  kill(): Promise<void>;
  /** Again, after a kill: same port, same state folder. Does not wait until it is up. */
  launch(options?: StartOptions): AppProcess;
  /** Launches, and waits until it is up. */
  start(options?: StartOptions): Promise<void>;
  stop(): Promise<void>;
}

export const startTestApp = async (options: TestAppOptions = {}): Promise<TestApp> => {
  const azurite = await startTestAzurite();
  const proxy = await startFaultProxy(azurite.blobEndpoint);
  const azure = await startTestAzure();
  const state = mkdtempSync(join(tmpdir(), 'holdfast-e2e-'));
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;

  const known = (credential: { readonly name: string; readonly key: string }): TestAccount => ({
    id: resourceIdOf(credential.name),
    name: credential.name,
    account: new Account(azurite.blobEndpoint, credential),
  });
  const newAccount = (): TestAccount => known(azurite.takeAccount());
  const control = newAccount();
  const data = Array.from({ length: options.dataAccounts ?? DATA_ACCOUNTS }, newAccount);
  const { recordTurns } = options;
  const settings = {
    ...settingsOf(azurite, proxy, control, data),
    HOLDFAST_RESOURCE_MANAGER_ENDPOINT: azure.endpoint,
    ...options.settings,
    ...(recordTurns === undefined ? {} : { RECORD_TURNS: recordTurns }),
  };
  const recordingApp = join(state, 'recording-app');
  if (recordTurns !== undefined) layOutRecordingApp(PROJECT, recordingApp);
  const project = recordTurns === undefined ? PROJECT : recordingApp;

  let running: AppProcess | undefined;
  const launch = (one: StartOptions = {}): AppProcess => {
    const clock = options.clock === undefined ? {} : { clock: options.clock };
    running = launchAppProcess({ project, port, stateDirectory: state, settings, ...clock, ...one });
    return running;
  };
  const start = (one?: StartOptions): Promise<void> => launch(one).ready();
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    await running?.end(signal);
  };

  await start();
  const events = startEventGrid({
    accounts: data.map(({ id, account }) => ({
      accountId: id,
      container: account.service.getContainerClient(markersContainer),
    })),
    webhook: `${baseUrl}/runtime/webhooks/EventGrid?functionName=markerReplicated`,
    lookEveryMs: 5_000,
  });
  // The app writes through the proxy only: a write of a marker is seen at once, without listing every account all the time.
  proxy.whenDone(({ method, url }) => {
    if (method !== 'PUT') return;
    const written = data.find(({ name }) => url.startsWith(`/${name}/${markersContainer}/`));
    if (written !== undefined) events.lookAt(written.id);
  });
  const arm = new RecordingArmClient(baseUrl);
  return {
    baseUrl,
    azurite,
    proxy,
    azure,
    events,
    arm,
    vault: new Vault(arm, VAULT_ID),
    control,
    newAccount,
    dataAccountOf: async (instance) => {
      const document = await readJson(
        control,
        defaultControlContainer,
        backupInstanceBlob.build({ name: instance }),
      );
      const account = data.find(({ id }) => id === (document as { dataAccountId?: string }).dataAccountId);
      if (account === undefined) throw new Error(`${instance} has no data account`);
      return account;
    },
    stateFolder: state,
    kill: () => end('SIGKILL'),
    launch,
    start,
    stop: async () => {
      await events.stop();
      await end('SIGTERM');
      await azure.stop();
      await proxy.stop();
      await azurite.stop();
      rmSync(state, { recursive: true, force: true });
    },
  };
};

const settingsOf = (
  azurite: TestAzurite,
  proxy: FaultProxy,
  control: TestAccount,
  data: readonly TestAccount[],
): Readonly<Record<string, string>> => ({
  TASKHUB_NAME: 'holdfast',
  HOLDFAST_SUBSCRIPTION_ID: '00000000-0000-0000-0000-000000000001',
  HOLDFAST_RESOURCE_GROUP: 'test',
  HOLDFAST_VAULT_NAME: 'vault',
  HOLDFAST_LOCATION: 'westeurope',
  HOLDFAST_CONTROL_ACCOUNT: control.id,
  HOLDFAST_DATA_ACCOUNTS: data.map(({ id }) => id).join(','),
  HOLDFAST_STORAGE: 'emulator',
  HOLDFAST_EMULATOR_BLOB_ENDPOINT: proxy.endpoint,
  HOLDFAST_EMULATOR_ACCOUNTS: azurite.accounts.map(({ name, key }) => `${name}:${key}`).join(';'),
});

export const readJson = async (from: TestAccount, container: string, name: string): Promise<unknown> => {
  const client = from.account.service.getContainerClient(container).getBlobClient(name);
  return JSON.parse((await client.downloadToBuffer()).toString('utf8'));
};
