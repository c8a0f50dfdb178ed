// The same copy by rclone, where it is installed.

import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import {
  AccountSASPermissions,
  generateAccountSASQueryParameters,
  StorageSharedKeyCredential,
} from '@azure/storage-blob';
import type { Azurite } from '../../local/azure/azurite.ts';

/** What did best when it was tried with 4, 16 and 32. */
const TRANSFERS = '16';
const DAY_MS = 86_400_000;

export const rcloneVersion = (): string | undefined => {
  const { status, stdout } = spawnSync('rclone', ['version'], { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n', 1)[0] : undefined;
};

/** rclone reaches accounts with names of their own in an emulator only through a signature in the URL. */
const remoteOf = (azurite: Azurite, accountName: string): string => {
  const key = azurite.accounts.find(({ name }) => name === accountName)?.key ?? '';
  const sas = generateAccountSASQueryParameters(
    {
      services: 'b',
      resourceTypes: 'sco',
      permissions: AccountSASPermissions.parse('rwdlacu'),
      expiresOn: new Date(Date.now() + DAY_MS),
    },
    new StorageSharedKeyCredential(accountName, key),
  );
  return `:azureblob,sas_url="${azurite.blobEndpoint}/${accountName}?${sas.toString()}":`;
};

export const rcloneCopy = async (
  azurite: Azurite,
  from: string,
  to: string,
  container: string,
): Promise<void> => {
  const remotes = [from, to].map((name) => `${remoteOf(azurite, name)}${container}`);
  const options = [
    '--transfers',
    TRANSFERS,
    '--checkers',
    TRANSFERS,
    '--config',
    '/dev/null',
    '--retries',
    '1',
  ];
  await promisify(execFile)('rclone', ['sync', ...remotes, ...options]);
};
