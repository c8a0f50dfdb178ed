// What the contract of the object store is proved on: a service with empty accounts, and a way past the port to set up
// and look at what the port itself cannot make or tell.

import { expect } from 'vitest';
import type { AccessTier } from '../../../src/domain/manifest/entry.ts';
import type {
  BlobHeaders,
  BlobItem,
  CopyRequest,
  ObjectStore,
  ReadLink,
  StorageAccounts,
  StoreErrorCode,
} from '../../../src/ports/object-store.ts';

export interface SeedOptions extends BlobHeaders {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly tier?: AccessTier;
}

export interface Seeder {
  put(
    accountId: string,
    container: string,
    name: string,
    bytes: Uint8Array,
    options?: SeedOptions,
  ): Promise<void>;
  append(accountId: string, container: string, name: string, bytes: Uint8Array): Promise<void>;
  tags(accountId: string, container: string, name: string): Promise<Readonly<Record<string, string>>>;
  setTier(accountId: string, container: string, name: string, tier: AccessTier): Promise<void>;
  setMetadata(
    accountId: string,
    container: string,
    name: string,
    metadata: Record<string, string>,
  ): Promise<void>;
  snapshot(accountId: string, container: string, name: string): Promise<string>;
  lease(accountId: string, container: string, name: string): Promise<void>;
}

export interface StoreWorld {
  readonly storage: StorageAccounts;
  readonly seed: Seeder;
  /** Resource ID of an empty account that no other test uses. */
  readonly newAccount: () => string;
  /** Asks for what a link leads to, as anybody may. */
  readonly follow: (link: ReadLink) => Promise<{ readonly status: number; readonly text: string }>;
  /** Resource ID of an account that does not exist. */
  readonly missingAccount: string;
}

export type GetWorld = () => StoreWorld;

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export const textOf = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes);

/** Bytes of that number, different at every place that matters. */
export const someBytes = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) % 251);

export const expectRefusal = async (
  call: Promise<unknown>,
  code: StoreErrorCode,
  transient = false,
): Promise<void> => {
  await expect(call).rejects.toMatchObject({ name: 'StoreError', code, transient });
};

/** A new account with one container `data`. */
export const newStore = async ({ storage, newAccount }: StoreWorld): Promise<ObjectStore> => {
  const store = storage.open(newAccount());
  await store.createContainer('data');
  return store;
};

export const itemOf = async (store: ObjectStore, name: string, container = 'data'): Promise<BlobItem> => {
  const { items } = await store.listBlobs(container, { prefix: name, include: { metadata: true } });
  const item = items.find((candidate) => candidate.name === name);
  if (item === undefined) throw new Error(`${container}/${name} is not listed`);
  return item;
};

/** A source and a target account, and a copy of one blob between them as the caller would ask for it. */
export const newPair = async (world: StoreWorld) => {
  const source = await newStore(world);
  const target = await newStore(world);
  const requestFor = async (name: string, changes: Partial<CopyRequest> = {}): Promise<CopyRequest> => {
    const { etag, size } = await itemOf(source, name);
    return {
      source: { store: source, container: 'data', name },
      sourceEtag: etag,
      size,
      target: { container: 'data', name: `copy of ${name}` },
      onlyIfAbsent: true,
      ...changes,
    };
  };
  return { source, target, requestFor };
};
