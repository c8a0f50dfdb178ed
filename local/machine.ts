// One machine that looks like Azure to the app: Azurite with the accounts of a home folder, a Resource Manager with an
// Elastic SAN, the embedded host with the built bundle, and events between them.

import type { WriteStream } from 'node:fs';
import { createWriteStream, existsSync, renameSync } from 'node:fs';
import { markersContainer } from '../src/vault/layout.ts';
import type { LocalAzure } from './azure/arm/local-azure.ts';
import { startLocalAzure } from './azure/arm/local-azure.ts';
import { startAzurite } from './azure/azurite.ts';
import { startEventGrid } from './azure/event-grid.ts';
import { Account } from './demo/account.ts';
import { appSettings } from './demo/app-settings.ts';
import type { Home } from './demo/home.ts';
import { accountId, allAccounts, volumeGroupId } from './demo/home.ts';
import { startHost } from './host/host.ts';

const EVENT_FUNCTION = 'markerReplicated';

export interface Machine {
  readonly baseUrl: string;
  readonly blobEndpoint: string;
  readonly azure: LocalAzure;
  stop(): Promise<void>;
}

export interface MachineOptions {
  /** Folder of the project, built. */
  readonly project: string;
  readonly port: number;
}

export const startMachine = async (home: Home, options: MachineOptions): Promise<Machine> => {
  const { identity } = home;
  const accounts = allAccounts(identity);
  const azurite = await startAzurite({
    accounts,
    port: identity.azuritePort,
    location: home.path('azurite'),
  });
  let azure: LocalAzure | undefined;
  try {
    const { blobEndpoint } = azurite;
    const { resourceManagerPort: port, location } = identity;
    azure = await startLocalAzure({
      folder: home.path('azure'),
      port,
      location,
      volumeGroupId: volumeGroupId(identity),
    });
    const resourceManagerEndpoint = azure.endpoint;
    Object.assign(process.env, appSettings(identity, { blobEndpoint, resourceManagerEndpoint }));
    const app = await startApp(home, options, blobEndpoint);
    return { baseUrl: app.baseUrl, blobEndpoint, azure, stop: () => stopAll([app, azure, azurite]) };
  } catch (error) {
    await stopAll([azure, azurite]);
    throw error;
  }
};

interface Stops {
  stop(): Promise<void>;
}

/** In this order: who uses before who is used. */
const stopAll = async (started: readonly (Stops | undefined)[]): Promise<void> => {
  for (const each of started) await each?.stop();
};

const startApp = async (
  home: Home,
  options: MachineOptions,
  blobEndpoint: string,
): Promise<Stops & { readonly baseUrl: string }> => {
  const { identity } = home;
  const log = openLog(home);
  const host = await startHost({
    appDirectory: options.project,
    port: options.port,
    stateDirectory: home.path('host'),
    print: (line) => void log.write(`${line}\n`),
    onFatal: endAtOnce,
  });
  const events = startEventGrid({
    accounts: identity.accounts.data.map((account) => ({
      accountId: accountId(identity, account),
      container: new Account(blobEndpoint, account).service.getContainerClient(markersContainer),
    })),
    webhook: host.eventGridUrl(EVENT_FUNCTION),
    stateFile: home.path('event-grid.json'),
  });
  const stop = async (): Promise<void> => {
    await events.stop();
    await host.stop();
    log.end();
  };
  return { baseUrl: host.baseUrl, stop };
};

/** The log of this start; that of the one before stays beside it. */
const openLog = (home: Home): WriteStream => {
  const path = home.path('host.log');
  if (existsSync(path)) renameSync(path, home.path('host.previous.log'));
  return createWriteStream(path);
};

/** The log is a file, perhaps on the disk that is full, and is not written before the process ends. */
const endAtOnce = (error: Error): never => {
  process.stderr.write(`The host must end: ${error.message}\n`);
  process.exit(1);
};
