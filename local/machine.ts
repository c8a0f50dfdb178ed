// One machine that looks like Azure to the app: Azurite with the accounts of a home folder, the embedded host with the
// built bundle, and events between them.

import type { WriteStream } from 'node:fs';
import { createWriteStream, existsSync, renameSync } from 'node:fs';
import { markersContainer } from '../src/vault/layout.ts';
import { startAzurite } from './azure/azurite.ts';
import { startEventGrid } from './azure/event-grid.ts';
import { Account } from './demo/account.ts';
import { appSettings } from './demo/app-settings.ts';
import type { Home } from './demo/home.ts';
import { accountId, allAccounts } from './demo/home.ts';
import { startHost } from './host/host.ts';

const EVENT_FUNCTION = 'markerReplicated';

export interface Machine {
  readonly baseUrl: string;
  readonly blobEndpoint: string;
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
  try {
    const { blobEndpoint } = azurite;
    Object.assign(process.env, appSettings(identity, blobEndpoint));
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
      await azurite.stop();
      log.end();
    };
    return { baseUrl: host.baseUrl, blobEndpoint, stop };
  } catch (error) {
    await azurite.stop();
    throw error;
  }
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
