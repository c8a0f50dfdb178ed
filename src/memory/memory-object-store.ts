// The object store port over an account in memory, refusing what the blob service refuses, with the same codes.

import type {
  BlobDigest,
  BlobPage,
  BlobProperties,
  CopyRequest,
  CopyResult,
  DeletedBlob,
  ListOptions,
  ObjectStore,
  ReadLink,
  WriteOptions,
} from '../ports/object-store.ts';
import { isStoreError, MAX_BATCH, storeError } from '../ports/object-store.ts';
import type { MemoryAccount, MemoryBlob } from './memory-account.ts';
import { md5Of } from './memory-account.ts';
import { memorySignature } from './memory-blocks.ts';
import { listPage } from './memory-listing.ts';
import { checkBlobName, checkContainerName } from './name-rules.ts';
import {
  alreadyExists,
  checkReadable,
  checkReplaceable,
  checkUnguarded,
  conditionNotMet,
  hasChildren,
  keyRequired,
} from './refusals.ts';

/** Finds the account of a copy's source; undefined when there is none. */
export type FindAccount = (accountId: string) => MemoryAccount | undefined;

const lowerCaseKeys = (metadata: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key.toLowerCase(), value]));

export class MemoryObjectStore implements ObjectStore {
  readonly accountId: string;
  private readonly findAccount: FindAccount;
  private sent = 0;

  constructor(accountId: string, findAccount: FindAccount) {
    this.accountId = accountId;
    this.findAccount = findAccount;
  }

  readonly requests = (): number => this.sent;

  async listContainers(): Promise<readonly string[]> {
    return [...this.account().containers.keys()].sort();
  }

  async createContainer(
    name: string,
    metadata: Readonly<Record<string, string>> = {},
  ): Promise<'created' | 'exists'> {
    const account = this.account();
    if (account.containers.has(name)) return 'exists';
    account.createContainer(name, metadata);
    return 'created';
  }

  async containerMetadata(name: string): Promise<Readonly<Record<string, string>> | undefined> {
    const account = this.account();
    checkContainerName(name);
    const container = account.containers.get(name);
    return container === undefined ? undefined : lowerCaseKeys(container.metadata);
  }

  async deleteContainer(name: string): Promise<'deleted' | 'absent'> {
    const account = this.account();
    checkContainerName(name);
    return account.containers.delete(name) ? 'deleted' : 'absent';
  }

  async listBlobs(container: string, options: ListOptions = {}): Promise<BlobPage> {
    const account = this.account();
    checkContainerName(container);
    return listPage(account.containerOf(container), account.options, options);
  }

  async head(container: string, name: string): Promise<BlobProperties | undefined> {
    const blob = this.look(container, name);
    if (blob === undefined) return undefined;
    if (blob.customerProvidedKey) throw keyRequired(container, name);
    return {
      size: blob.bytes.length,
      etag: blob.etag,
      lastModified: blob.lastModified,
      ...(blob.md5 === undefined ? {} : { md5: blob.md5 }),
      ...(blob.tier === undefined ? {} : { tier: blob.tier }),
      blobType: blob.blobType,
      ...blob.headers,
      metadata: lowerCaseKeys(blob.metadata),
      tagCount: Object.keys(blob.tags).length,
      ...(blob.guard === 'immutable' && blob.guardedUntil !== undefined
        ? { immutableUntil: blob.guardedUntil }
        : {}),
      ...(blob.guard === 'legal-hold' ? { legalHold: true } : {}),
    };
  }

  async read(container: string, name: string): Promise<{ bytes: Uint8Array; etag: string } | undefined> {
    const blob = this.look(container, name);
    if (blob === undefined) return undefined;
    checkReadable(blob, container, name);
    return { bytes: blob.bytes.slice(), etag: blob.etag };
  }

  async digest(container: string, name: string): Promise<BlobDigest | undefined> {
    const blob = this.look(container, name);
    if (blob === undefined) return undefined;
    checkReadable(blob, container, name);
    return {
      size: blob.bytes.length,
      etag: blob.etag,
      md5: md5Of(blob.bytes),
      ...(blob.md5 === undefined ? {} : { statedMd5: blob.md5 }),
    };
  }

  async write(
    container: string,
    name: string,
    bytes: Uint8Array,
    options: WriteOptions = {},
  ): Promise<{ etag: string; lastModified: number }> {
    const account = this.account();
    checkContainerName(container);
    checkBlobName(name);
    account.containerOf(container);
    const present = account.find(container, name);
    if (options.onlyIfAbsent === true && present !== undefined) throw alreadyExists(container, name);
    if (options.ifMatch !== undefined && present?.etag !== options.ifMatch)
      throw conditionNotMet(container, name);
    checkReplaceable(account, present, container, name);
    account.blocks.discard(container, name);
    const { contentType, metadata } = options;
    const blob = account.put(container, name, bytes, {
      ...(contentType === undefined ? {} : { contentType }),
      ...(metadata === undefined ? {} : { metadata }),
    });
    return { etag: blob.etag, lastModified: blob.lastModified };
  }

  async stageBlock(container: string, name: string, blockId: string, bytes: Uint8Array): Promise<void> {
    const account = this.account();
    checkContainerName(container);
    checkBlobName(name);
    account.containerOf(container);
    account.blocks.stage(container, name, blockId, bytes);
  }

  async commitBlocks(
    container: string,
    name: string,
    blockIds: readonly string[],
    { contentType }: Pick<WriteOptions, 'contentType'> = {},
  ): Promise<void> {
    const account = this.account();
    checkContainerName(container);
    checkBlobName(name);
    account.containerOf(container);
    const present = account.find(container, name);
    checkReplaceable(account, present, container, name);
    const content = account.blocks.contentOf(container, name, blockIds, present?.etag);
    const headers = contentType === undefined ? {} : { contentType };
    const { etag } = account.put(container, name, content, { ...headers, md5: false });
    account.blocks.committed(container, name, blockIds, etag);
  }

  async readLink(container: string, name: string, expiresAt: number): Promise<ReadLink> {
    const account = this.account();
    return {
      url: `https://${account.name}.blob.memory/${container}/${encodeURIComponent(name)}`,
      signature: memorySignature(account.name, container, name, expiresAt),
    };
  }

  async delete(
    container: string,
    name: string,
    options: { readonly ifMatch?: string } = {},
  ): Promise<'deleted' | 'absent'> {
    return deleteOne(this.account(), container, name, options.ifMatch);
  }

  async deleteMany(container: string, names: readonly string[]): Promise<readonly DeletedBlob[]> {
    const account = this.account();
    if (names.length === 0 || names.length > MAX_BATCH) {
      throw storeError('invalid-request', `A batch holds 1 to ${MAX_BATCH} blobs, not ${names.length}`, {
        status: 400,
      });
    }
    checkContainerName(container);
    return names.map((name) => {
      try {
        return { outcome: deleteOne(account, container, name) };
      } catch (error) {
        if (!isStoreError(error)) throw error;
        return { outcome: 'refused', error };
      }
    });
  }

  async copyFrom(request: CopyRequest): Promise<CopyResult> {
    const account = this.account();
    const { source, target } = request;
    for (const place of [source, target]) {
      checkContainerName(place.container);
      checkBlobName(place.name);
    }
    const from = this.findAccount(source.store.accountId);
    const original = readSource(from, request);
    account.containerOf(target.container);
    const present = account.find(target.container, target.name);
    if (request.onlyIfAbsent && present !== undefined) throw alreadyExists(target.container, target.name);
    checkReplaceable(account, present, target.container, target.name);
    const copy = account.put(target.container, target.name, original.bytes, {
      ...original.headers,
      metadata: original.metadata,
      tags: account.hasTags ? original.tags : {},
      tier: request.tier ?? 'Hot',
      ...(original.md5 === undefined ? { md5: false } : {}),
    });
    return { etag: copy.etag, ...(copy.md5 === undefined ? {} : { md5: copy.md5 }), requests: 1 };
  }

  async isHierarchical(): Promise<boolean> {
    return this.account().options.hierarchicalNamespace === true;
  }

  /** Counts the request, since every operation begins here. */
  private account(): MemoryAccount {
    this.sent += 1;
    const account = this.findAccount(this.accountId);
    if (account === undefined) throw storeError('account-not-found', `No storage account ${this.accountId}`);
    return account;
  }

  private look(container: string, name: string): MemoryBlob | undefined {
    const account = this.account();
    checkContainerName(container);
    checkBlobName(name);
    return account.find(container, name);
  }
}

const deleteOne = (
  account: MemoryAccount,
  container: string,
  name: string,
  ifMatch?: string,
): 'deleted' | 'absent' => {
  checkContainerName(container);
  checkBlobName(name);
  const blob = account.find(container, name);
  if (blob === undefined) return 'absent';
  if (ifMatch !== undefined && blob.etag !== ifMatch) throw conditionNotMet(container, name);
  checkUnguarded(account, blob, container, name);
  if (blob.directory && hasChildren(account, container, name)) {
    throw storeError('invalid-request', `The directory ${container}/${name} is not empty`, {
      status: 409,
      serviceCode: 'DirectoryIsNotEmpty',
    });
  }
  account.remove(container, name);
  return 'deleted';
};

const readSource = (account: MemoryAccount | undefined, { source, sourceEtag }: CopyRequest): MemoryBlob => {
  const blob = account?.find(source.container, source.name);
  if (blob === undefined) {
    throw storeError('source-not-found', `No blob ${source.container}/${source.name} to copy`, {
      status: 404,
      serviceCode: 'CannotVerifyCopySource',
    });
  }
  if (blob.etag !== sourceEtag) {
    throw storeError('source-changed', `${source.container}/${source.name} is no longer ${sourceEtag}`, {
      status: 412,
      serviceCode: 'SourceConditionNotMet',
    });
  }
  checkReadable(blob, source.container, source.name);
  if (blob.blobType !== 'BlockBlob' || blob.directory) {
    throw storeError('source-unreadable', `${source.container}/${source.name} is not a block blob`, {
      status: 409,
      serviceCode: 'InvalidBlobType',
    });
  }
  return blob;
};
