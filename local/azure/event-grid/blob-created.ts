// The Microsoft.Storage.BlobCreated event in the Event Grid schema, as a storage account raises it for a block blob.
// Pure: what the watcher saw in a listing goes in, the envelope of one event comes out.

export interface SeenBlob {
  /** ARM resource ID of the storage account; the event's topic. */
  readonly accountId: string;
  readonly container: string;
  readonly name: string;
  /** Without quotes. */
  readonly etag: string;
  readonly size: number;
  readonly contentType: string;
  readonly blobType: string;
  readonly url: string;
  /** Whether the blob came by a copy operation, which decides the event's `api`. */
  readonly copied: boolean;
}

export interface BlobCreatedEvent {
  readonly topic: string;
  readonly subject: string;
  readonly eventType: 'Microsoft.Storage.BlobCreated';
  /** ISO 8601, UTC. */
  readonly eventTime: string;
  readonly id: string;
  readonly data: {
    readonly api: 'CopyBlob' | 'PutBlob';
    readonly clientRequestId: string;
    readonly requestId: string;
    readonly eTag: string;
    readonly contentType: string;
    readonly contentLength: number;
    readonly blobType: string;
    readonly url: string;
    readonly sequencer: string;
    readonly storageDiagnostics: { readonly batchId: string };
  };
  readonly dataVersion: '';
  readonly metadataVersion: '1';
}

export interface EventIdentity {
  readonly id: string;
  readonly requestId: string;
  readonly clientRequestId: string;
  readonly batchId: string;
  readonly eventTime: string;
}

export const blobCreated = (blob: SeenBlob, identity: EventIdentity): BlobCreatedEvent => ({
  topic: blob.accountId,
  subject: `/blobServices/default/containers/${blob.container}/blobs/${blob.name}`,
  eventType: 'Microsoft.Storage.BlobCreated',
  eventTime: identity.eventTime,
  id: identity.id,
  data: {
    api: blob.copied ? 'CopyBlob' : 'PutBlob',
    clientRequestId: identity.clientRequestId,
    requestId: identity.requestId,
    // Samples of 2024 carry the quotes inside the value, older ones do not; receivers have to cope with both.
    eTag: `"${blob.etag}"`,
    contentType: blob.contentType,
    contentLength: blob.size,
    blobType: blob.blobType,
    url: blob.url,
    sequencer: sequencerOf(blob.etag),
    storageDiagnostics: { batchId: identity.batchId },
  },
  dataVersion: '',
  metadataVersion: '1',
});

/** Opaque to receivers, but its string order is the order of the writes to one blob: ETags here grow with time. */
const sequencerOf = (etag: string): string => etag.replace(/^0x/i, '').toUpperCase().padStart(32, '0');
