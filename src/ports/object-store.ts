// Port: one storage account's blob service, as backup and restore need it.
//
// Obligations of every implementation (test/contract/object-store proves them on memory, Azurite and the simulated
// cloud): names go in and come out decoded and unchanged, whatever characters they hold (but the service itself takes
// a backslash for a slash); ETags are without quotes; every rejection is a StoreError; `transient` tells whether the
// same call may succeed later, and the implementation has already retried throttling a few times by Retry-After before
// it throws one. After such a retry condition-not-met may mean that the first try, whose answer was lost, has
// succeeded: callers look before they judge.

import type { AccessTier } from '../domain/manifest/entry.ts';

export type StoreErrorCode =
  | 'container-not-found'
  | 'blob-not-found'
  | 'condition-not-met' // ETag changed, or the blob exists under ifNoneMatch '*'
  | 'source-changed' // copy: the source's ETag is not the one asked for
  | 'source-not-found' // copy: the source is gone
  | 'source-unreadable' // copy or read: archived, customer-provided key, or refused for what the source is
  | 'forbidden' // copy: either side
  | 'immutable' // immutability policy or legal hold
  | 'lease-held'
  | 'throttled'
  | 'unavailable' // 5xx, connection refused or reset, time-out
  | 'account-not-found'
  | 'invalid-request'; // a name, header or size that the service refuses

export interface StoreError extends Error {
  readonly name: 'StoreError';
  readonly code: StoreErrorCode;
  readonly transient: boolean;
  readonly status?: number;
  /** The service's own error code, for the log. */
  readonly serviceCode?: string;
  readonly retryAfterMs?: number;
}

export const isStoreError = (error: unknown): error is StoreError =>
  error instanceof Error && error.name === 'StoreError';

const TRANSIENT_CODES: ReadonlySet<StoreErrorCode> = new Set(['throttled', 'unavailable']);

export interface StoreErrorDetails {
  readonly status?: number;
  readonly serviceCode?: string;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** The one way to make a StoreError; `transient` follows from the code. */
export const storeError = (
  code: StoreErrorCode,
  message: string,
  details: StoreErrorDetails = {},
): StoreError => {
  const { cause, ...facts } = details;
  const error = new Error(message, cause === undefined ? undefined : { cause });
  return Object.assign(
    error,
    { name: 'StoreError' as const, code, transient: TRANSIENT_CODES.has(code) },
    facts,
  );
};

export type BlobType = 'BlockBlob' | 'AppendBlob' | 'PageBlob';

export interface BlobItem {
  readonly name: string;
  readonly size: number;
  readonly etag: string;
  /** Milliseconds since the Unix epoch. */
  readonly lastModified: number;
  readonly md5?: string;
  readonly tier?: AccessTier;
  readonly blobType: BlobType;
  /** Metadata, when listing asked for it. Keys in the case in which they are stored. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Set on snapshots (listing with `snapshots`). */
  readonly snapshot?: string;
  /** True where the blob is encrypted with a key that only its owner holds. */
  readonly customerProvidedKey?: boolean;
  /** A directory of a hierarchical namespace; known only when the listing asked for metadata. */
  readonly directory?: boolean;
}

export interface BlobPage {
  /** May be empty although there are more pages. */
  readonly items: readonly BlobItem[];
  /** Listing with a delimiter: what the names below have in common, up to and including the slash; each once. */
  readonly prefixes?: readonly string[];
  /** Opaque; absent on the last page. Stays valid at least for hours. */
  readonly continuation?: string;
}

export interface ListOptions {
  readonly prefix?: string;
  /**
   * Begins at this name, itself included, in the service's order. Names before it may cost requests all the same. With a
   * delimiter it is the prefix's folder and one segment. To be given again with a continuation.
   */
  readonly startFrom?: string;
  /**
   * Leaves out what has a slash behind the prefix, and gives it as `prefixes` instead. A hierarchical namespace shows a
   * directory as a prefix even when it is empty, and perhaps among the items too.
   */
  readonly delimiter?: '/';
  readonly continuation?: string;
  /** At most 5000, the service's limit and the default. */
  readonly pageSize?: number;
  readonly include?: { readonly metadata?: boolean; readonly snapshots?: boolean };
}

export interface BlobHeaders {
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  readonly contentDisposition?: string;
  readonly cacheControl?: string;
}

export interface BlobProperties extends BlobHeaders {
  readonly size: number;
  readonly etag: string;
  readonly lastModified: number;
  readonly md5?: string;
  readonly tier?: AccessTier;
  readonly blobType: BlobType;
  /** Keys in lower case, and perhaps without empty values: HTTP headers keep neither. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly tagCount: number;
  /** End of a time-based immutability policy on the blob itself, milliseconds since the Unix epoch. */
  readonly immutableUntil?: number;
  /** Set where a legal hold keeps the blob from being deleted. */
  readonly legalHold?: boolean;
}

/** What a blob holds, found by reading all of it. */
export interface BlobDigest {
  readonly size: number;
  readonly etag: string;
  /** Base64, of the bytes that were read. */
  readonly md5: string;
  /** The MD5 that the blob's properties state, where they state one. */
  readonly statedMd5?: string;
}

export interface WriteOptions {
  /** Refuses with condition-not-met when the blob exists. */
  readonly onlyIfAbsent?: boolean;
  /** Refuses with condition-not-met when the blob's ETag is another. */
  readonly ifMatch?: string;
  readonly contentType?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface CopyRequest {
  readonly source: { readonly store: ObjectStore; readonly container: string; readonly name: string };
  /** The copy is refused with source-changed when the source's ETag is another. */
  readonly sourceEtag: string;
  /** Bytes; decides between one request and blocks. */
  readonly size: number;
  /** MD5 that the source's listing tells: the service then proves the copy against it where it can. */
  readonly sourceMd5?: string;
  readonly target: { readonly container: string; readonly name: string };
  /** Refuses with condition-not-met when the target exists. Otherwise an existing target is replaced. */
  readonly onlyIfAbsent: boolean;
  /** Tier of the copy; absent: the target account's default. */
  readonly tier?: AccessTier;
}

export interface CopyResult {
  readonly etag: string;
  /** MD5 that the service reports for the target, when it reports one. */
  readonly md5?: string;
  /** Requests that it took, without those repeated because of throttling. */
  readonly requests: number;
}

/** A way to read one blob without the app's identity: whoever holds both parts may, until it ends. Never to be stored or logged. */
export interface ReadLink {
  readonly url: string;
  /** A shared access signature, without the question mark. */
  readonly signature: string;
}

/** What became of one blob of a batch. A transient refusal concerns the one blob: asked again, it may go. */
export type DeletedBlob =
  | { readonly outcome: 'deleted' | 'absent' }
  | { readonly outcome: 'refused'; readonly error: StoreError };

/** The service's limit for one batch. */
export const MAX_BATCH = 256;

export interface ObjectStore {
  /** ARM resource ID of the account. */
  readonly accountId: string;

  /** All containers, in name order, system containers ($logs, $web ...) included. */
  listContainers(): Promise<readonly string[]>;
  /** Idempotent: 'exists' when it was there. */
  createContainer(name: string, metadata?: Readonly<Record<string, string>>): Promise<'created' | 'exists'>;
  /** undefined when there is none. Keys in lower case. */
  containerMetadata(name: string): Promise<Readonly<Record<string, string>> | undefined>;
  /** Idempotent. */
  deleteContainer(name: string): Promise<'deleted' | 'absent'>;

  /**
   * One page in the service's order: by UTF-16 code units or by UTF-8 bytes, and on a hierarchical namespace perhaps
   * path by path. container-not-found when the container is gone.
   */
  listBlobs(container: string, options?: ListOptions): Promise<BlobPage>;
  /** undefined when there is no such blob or container. */
  head(container: string, name: string): Promise<BlobProperties | undefined>;
  /** undefined when there is no such blob or container. For documents and chunks: whole content in memory. */
  read(
    container: string,
    name: string,
  ): Promise<{ readonly bytes: Uint8Array; readonly etag: string } | undefined>;
  /**
   * Reads a blob of any size to its end, holding no more of it than a buffer. All bytes are of one ETag; a blob that is
   * replaced meanwhile is 'unavailable'. undefined when there is no such blob or container.
   */
  digest(container: string, name: string): Promise<BlobDigest | undefined>;
  /** For documents, chunks and markers: small content from memory. Creates or replaces. */
  write(
    container: string,
    name: string,
    bytes: Uint8Array,
    options?: WriteOptions,
  ): Promise<{ readonly etag: string; readonly lastModified: number }>;
  /**
   * Uploads a part of a blob that is made in parts. Nothing shows of it before `commitBlocks`; parts that are never
   * committed are discarded by the service after a week. The same id again replaces the part.
   * @param blockId all ids of one blob are of the same length, 48 characters at most
   * @param bytes at least one
   */
  stageBlock(container: string, name: string, blockId: string, bytes: Uint8Array): Promise<void>;
  /**
   * Makes the blob of these parts, in this order, and discards what else was uploaded for it. Creates or replaces. May be
   * repeated: parts that the blob is made of count as uploaded. invalid-request where one was never uploaded.
   */
  commitBlocks(
    container: string,
    name: string,
    blockIds: readonly string[],
    options?: Pick<WriteOptions, 'contentType'>,
  ): Promise<void>;
  /**
   * A link for reading this one blob, there or not. Does not tell whether it is.
   * @param expiresAt milliseconds since the Unix epoch, at most seven days ahead
   */
  readLink(container: string, name: string, expiresAt: number): Promise<ReadLink>;
  /** Idempotent. Deletes snapshots too. 'absent' also when the container is gone. */
  delete(
    container: string,
    name: string,
    options?: { readonly ifMatch?: string },
  ): Promise<'deleted' | 'absent'>;
  /**
   * Deletes up to MAX_BATCH blobs by one request, each as `delete` would; what is refused keeps none of the others.
   * Outcomes in the order of the names, which are different ones. Rejects where the request as a whole fails: then any
   * of them may be deleted.
   */
  deleteMany(container: string, names: readonly string[]): Promise<readonly DeletedBlob[]>;

  /**
   * Copies one block blob server to server: content, metadata, content headers, tags (where the service has them).
   * No byte passes through the caller. Exactly the content with `sourceEtag`, or nothing. Large blobs go in blocks
   * whose ids follow from content position, so that a copy begun earlier for the same source ETag and target resumes.
   */
  copyFrom(request: CopyRequest): Promise<CopyResult>;

  /**
   * True where directories are real: such accounts list them among the blobs, have no index tags, and may list in
   * another order.
   */
  isHierarchical(): Promise<boolean>;

  /** Requests sent by this store so far, repeated ones included. */
  readonly requests: () => number;
}

/** The account's name, which is the last segment of its resource ID and unique in the whole cloud. */
export const accountNameOf = (accountId: string): string =>
  accountId.slice(accountId.lastIndexOf('/') + 1).toLowerCase();

/** Port: finds the store of an account; one client per account for the life of the process. */
export interface StorageAccounts {
  /** Does no I/O. An account that does not exist shows on first use as account-not-found. */
  open(accountId: string): ObjectStore;
  /** Azure region of the account (normalised: lower case, no spaces); undefined when it cannot be found out. */
  region(accountId: string): Promise<string | undefined>;
}
