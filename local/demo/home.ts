// The home folder of `npm start`: which vault and accounts live there (chosen once, kept for ever) and how far the
// demonstration has come.

import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resourceGroupScope } from '../../src/domain/shared/resource-id.ts';
import type { AccountCredential } from './account.ts';
import { freePort } from './port.ts';
import type { VolumeState } from './volume-state.ts';

export interface HomeIdentity {
  readonly version: 1;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly vaultName: string;
  readonly location: string;
  readonly accounts: {
    readonly source: AccountCredential;
    readonly target: AccountCredential;
    readonly control: AccountCredential;
    readonly data: readonly AccountCredential[];
  };
  /** Where Azurite listens; the same at every start, so that blob URLs stay what they were. */
  readonly azuritePort: number;
  /** The same for the simulated Resource Manager: what is under way there is known by its address. */
  readonly resourceManagerPort: number;
  /** Folder that filled the source account; absent: the sample of node_modules. */
  readonly data?: string;
}

export interface DemoProgress {
  readonly version: 1;
  /** How many times the source account was changed. */
  readonly generation: number;
  /** The oldest recovery point that counts; absent until there is one. */
  readonly firstPoint?: string;
  /** File with the state of the account that it stands for; absent: the first. */
  readonly state?: string;
}

/** The recovery point of the volume that the next start restores, and what the volume held when it was made. */
export interface VolumePoint {
  readonly version: 1;
  readonly point: string;
  readonly state: VolumeState;
}

export interface Home {
  readonly identity: HomeIdentity;
  /** Whether this start made it. */
  readonly fresh: boolean;
  path(name: string): string;
  progress(): DemoProgress;
  saveProgress(progress: DemoProgress): void;
  /** undefined until there is one. */
  volumePoint(): VolumePoint | undefined;
  saveVolumePoint(point: VolumePoint): void;
}

/** A home that was made before there were SAN volumes. */
type StoredIdentity = Omit<HomeIdentity, 'resourceManagerPort'> & { readonly resourceManagerPort?: number };

const completed = async (found: StoredIdentity): Promise<HomeIdentity> => ({
  ...found,
  resourceManagerPort: found.resourceManagerPort ?? (await freePort()),
});

export const openHome = async (folder: string, data: string | undefined): Promise<Home> => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = (name: string): string => join(folder, name);
  const found = readJson<StoredIdentity>(path('home.json'));
  const identity = found === undefined ? await newIdentity(data) : await completed(found);
  if (found?.resourceManagerPort === undefined) writeJson(path('home.json'), identity);
  return {
    identity,
    fresh: found === undefined,
    path,
    progress: () => readJson<DemoProgress>(path('demo.json')) ?? { version: 1, generation: 0 },
    saveProgress: (progress) => writeJson(path('demo.json'), progress),
    volumePoint: () => readJson<VolumePoint>(path('volume.json')),
    saveVolumePoint: (point) => writeJson(path('volume.json'), point),
  };
};

export const accountId = (identity: HomeIdentity, account: AccountCredential): string =>
  `${providersOf(identity)}/Microsoft.Storage/storageAccounts/${account.name}`;

const providersOf = ({ subscriptionId, resourceGroup }: HomeIdentity): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers`;

/** The volume group of the simulated Elastic SAN. */
export const volumeGroupId = (identity: HomeIdentity): string =>
  `${providersOf(identity)}/Microsoft.ElasticSan/elasticSans/san/volumegroups/volumes`;

/** Where snapshots and disks of its volumes go: the only resource group that there is. */
export const snapshotGroupId = (identity: HomeIdentity): string =>
  resourceGroupScope(volumeGroupId(identity));

/** The volume that is protected. */
export const volumeId = (identity: HomeIdentity): string => `${volumeGroupId(identity)}/volumes/demo`;

/** What it is restored to. */
export const restoredVolumeId = (identity: HomeIdentity): string =>
  `${volumeGroupId(identity)}/volumes/demo-restored`;
export const restoredDiskId = (identity: HomeIdentity): string =>
  `${providersOf(identity)}/Microsoft.Compute/disks/demo-restored`;

export const vaultId = (identity: HomeIdentity): string =>
  `${providersOf(identity)}/Microsoft.DataProtection/backupVaults/${identity.vaultName}`;

export const allAccounts = ({ accounts }: HomeIdentity): readonly AccountCredential[] => [
  accounts.source,
  accounts.target,
  accounts.control,
  ...accounts.data,
];

const newIdentity = async (data: string | undefined): Promise<HomeIdentity> => {
  const suffix = randomBytes(4).toString('hex');
  const credential = (role: string): AccountCredential => ({
    name: `hf${role}${suffix}`,
    key: randomBytes(64).toString('base64'),
  });
  return {
    version: 1,
    subscriptionId: randomUUID(),
    resourceGroup: 'holdfast-local',
    vaultName: 'holdfast',
    location: 'westeurope',
    accounts: {
      source: credential('source'),
      target: credential('target'),
      control: credential('control'),
      data: [credential('data1'), credential('data2')],
    },
    azuritePort: await freePort(),
    resourceManagerPort: await freePort(),
    ...(data === undefined ? {} : { data }),
  };
};

const readJson = <T>(path: string): T | undefined => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw new Error(`${path} cannot be read`, { cause: error });
  }
};

const writeJson = (path: string, value: unknown): void => {
  // Keys of the emulated accounts are in here: for the owner's eyes only.
  writeFileSync(`${path}.next`, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.next`, path);
};
