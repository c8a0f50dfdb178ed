// Blobs that are made in parts, in memory: the parts that were uploaded and not yet used, and those that blobs are made of.

import { hash } from 'node:crypto';
import { storeError } from '../ports/object-store.ts';

type Parts = ReadonlyMap<string, Uint8Array>;

interface BlobParts {
  readonly staged: Parts;
  /** Of the blob with this ETag, and of no other. */
  readonly committed?: { readonly etag: string; readonly parts: Parts };
}

const MAX_ID_LENGTH = 48;
const none: BlobParts = { staged: new Map() };

const refused = (serviceCode: string, message: string) =>
  storeError('invalid-request', message, { status: 400, serviceCode });

export class MemoryBlocks {
  private readonly blobs: Map<string, BlobParts>;

  constructor(blobs: ReadonlyMap<string, BlobParts> = new Map()) {
    this.blobs = new Map(blobs);
  }

  /** All as it is now, to go its own way. */
  fork(): MemoryBlocks {
    return new MemoryBlocks(this.blobs);
  }

  stage(container: string, name: string, blockId: string, bytes: Uint8Array): void {
    const { staged, committed } = this.blobs.get(keyOf(container, name)) ?? none;
    if (bytes.length === 0) throw refused('InvalidHeaderValue', 'A part of a blob has at least one byte');
    const [other = blockId] = staged.keys();
    if (blockId.length === 0 || blockId.length > MAX_ID_LENGTH || other.length !== blockId.length)
      throw refused('InvalidBlobOrBlock', `The id ${blockId} is not as long as the others of its blob`);
    const parts = new Map(staged).set(blockId, bytes.slice());
    this.blobs.set(keyOf(container, name), {
      staged: parts,
      ...(committed === undefined ? {} : { committed }),
    });
  }

  /** The content of these parts. @param etag of the blob as it stands */
  contentOf(container: string, name: string, blockIds: readonly string[], etag: string | undefined): Buffer {
    const { staged, committed } = this.blobs.get(keyOf(container, name)) ?? none;
    const present = committed?.etag === etag ? committed?.parts : undefined;
    return Buffer.concat(
      blockIds.map((id) => {
        const bytes = staged.get(id) ?? present?.get(id);
        if (bytes === undefined) throw refused('InvalidBlockList', `The part ${id} was never uploaded`);
        return bytes;
      }),
    );
  }

  committed(container: string, name: string, blockIds: readonly string[], etag: string): void {
    const { staged, committed } = this.blobs.get(keyOf(container, name)) ?? none;
    const parts = new Map<string, Uint8Array>();
    for (const id of blockIds) parts.set(id, staged.get(id) ?? committed?.parts.get(id) ?? new Uint8Array(0));
    this.blobs.set(keyOf(container, name), { staged: new Map(), committed: { etag, parts } });
  }

  /** The blob was written as a whole. */
  discard(container: string, name: string): void {
    this.blobs.delete(keyOf(container, name));
  }
}

const keyOf = (container: string, name: string): string => `${container}/${name}`;

/** What only this memory can have signed: of an account, for one blob and until one moment. */
export const memorySignature = (...signed: readonly [string, string, string, number]): string =>
  new URLSearchParams({
    se: String(signed[3]),
    sp: 'r',
    sig: hash('sha256', JSON.stringify(signed), 'base64'),
  }).toString();
