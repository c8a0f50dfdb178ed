// The whole of Holdfast for a test file: Azurite, a fault proxy before it, the built bundle on the embedded host in a
// process of its own (so that it can be killed), and the Event Grid stand-in.

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EventGrid } from '../../local/azure/event-grid.ts';
import { startEventGrid } from '../../local/azure/event-grid.ts';
import { Account } from '../../local/demo/account.ts';
import { ArmClient } from '../../local/demo/arm-client.ts';
import { freePort } from '../../local/demo/port.ts';
import { Vault } from '../../local/demo/vault.ts';
import { backupInstanceBlob, defaultControlContainer, markersContainer } from '../../src/vault/layout.ts';
import type { TestAzurite } from './azurite.ts';
import { resourceIdOf, startTestAzurite } from './azurite.ts';
import { eventually } from './eventually.ts';
import type { FaultProxy } from './fault-proxy.ts';
import { startFaultProxy } from './fault-proxy.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const HOST = join(PROJECT, 'dist/local/host.mjs');
const DATA_ACCOUNTS = 30;

export const VAULT_ID =
  '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/test/providers/Microsoft.DataProtection/backupVaults/vault';

export interface TestAppOptions {
  /** HOLDFAST_ settings over those that every test has. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly clock?: 'system' | 'driven';
}

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
  readonly events: EventGrid;
  readonly arm: ArmClient;
  readonly vault: Vault;
  /** The vault's catalogue. */
  readonly control: TestAccount;
  newAccount(): TestAccount;
  /** The data account that an instance has claimed. */
  dataAccountOf(instance: string): Promise<TestAccount>;
  /** As a power cut: the process gets no chance. */
  kill(): Promise<void>;
  /** Again, after a kill: same port, same state folder. */
  start(): Promise<void>;
  /** What the host printed since the file began. */
  log(): string;
  stop(): Promise<void>;
}

export const startTestApp = async (options: TestAppOptions = {}): Promise<TestApp> => {
  if (!existsSync(HOST)) throw new Error('The host is not built: node tools/build.mjs');
  const azurite = await startTestAzurite();
  const proxy = await startFaultProxy(azurite.blobEndpoint);
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
  const data = Array.from({ length: DATA_ACCOUNTS }, newAccount);
  const environment = {
    ...process.env,
    ...settingsOf(azurite, proxy, control, data),
    ...options.settings,
  };

  let output = '';
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const clock = options.clock === undefined ? [] : ['--clock', options.clock];
    const started = spawn(
      process.execPath,
      [HOST, 'start', '--app', PROJECT, '--port', String(port), '--state', state, '--strict', ...clock],
      { env: environment, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    child = started;
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    await eventually('the app answers /api/health', async () => {
      if (started.exitCode !== null) throw new Error(`The host ended:\n${output}`);
      const answer = await fetch(`${baseUrl}/api/health`).catch(() => undefined);
      return answer?.status === 200 ? true : undefined;
    });
  };
  const end = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'close');
    child.kill(signal);
    await ended;
  };

  await start();
  const events = startEventGrid({
    accounts: data.map(({ id, account }) => ({
      accountId: id,
      container: account.service.getContainerClient(markersContainer),
    })),
    webhook: `${baseUrl}/runtime/webhooks/EventGrid?functionName=markerReplicated`,
    lookEveryMs: 100,
  });
  const arm = new ArmClient(baseUrl);
  return {
    baseUrl,
    azurite,
    proxy,
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
    kill: () => end('SIGKILL'),
    start,
    log: () => output,
    stop: async () => {
      await events.stop();
      await end('SIGTERM');
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
