// One storage account of Azurite as its owner sees it: the demonstration fills, changes and reads accounts with the
// plain Azure SDK, so that what it compares owes nothing to the app's own storage code.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Transform } from 'node:stream';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { sourceMarkerBlob } from '../../src/vault/layout.ts';
import type { BlobState, ContentHeaders } from './blob-state.ts';
import { sha256 } from './blob-state.ts';

export interface AccountCredential {
  readonly name: string;
  /** Base64. */
  readonly key: string;
}

export interface BlobToWrite {
  readonly container: string;
  readonly name: string;
  readonly headers: ContentHeaders;
  readonly metadata: Readonly<Record<string, string>>;
}

/** From here on a file goes up as a stream of blocks instead of from memory. */
const STREAM_FROM_BYTES = 8 * 1024 * 1024;

export class Account {
  readonly service: BlobServiceClient;

  constructor(endpoint: string, credential: AccountCredential) {
    const shared = new StorageSharedKeyCredential(credential.name, credential.key);
    this.service = new BlobServiceClient(`${endpoint}/${credential.name}`, shared);
  }

  async createContainer(name: string): Promise<void> {
    await this.service.getContainerClient(name).createIfNotExists();
  }

  async deleteContainer(name: string): Promise<void> {
    await this.service.getContainerClient(name).deleteIfExists();
  }

  async containers(): Promise<readonly string[]> {
    const names: string[] = [];
    for await (const container of this.service.listContainers()) names.push(container.name);
    return names;
  }

  async *names(container: string): AsyncGenerator<string> {
    for await (const item of this.service.getContainerClient(container).listBlobsFlat()) yield item.name;
  }

  /** All blobs but recovery-point markers, which come and go with backups. */
  async *blobs(): AsyncGenerator<{ readonly container: string; readonly name: string }> {
    for (const container of await this.containers()) {
      for await (const name of this.names(container)) {
        if (sourceMarkerBlob.parse(name) === undefined) yield { container, name };
      }
    }
  }

  async write(blob: BlobToWrite, content: Uint8Array): Promise<BlobState> {
    const client = this.service.getContainerClient(blob.container).getBlockBlobClient(blob.name);
    const options = { blobHTTPHeaders: blob.headers, metadata: { ...blob.metadata } };
    if (content.length >= STREAM_FROM_BYTES) {
      await client.uploadData(content, { ...options, blockSize: 4 * 1024 * 1024, maxSingleShotSize: 1 });
    } else {
      await client.upload(content, content.length, options);
    }
    return { ...blob, size: content.length, sha256: sha256(content) };
  }

  async writeFile(blob: BlobToWrite, path: string): Promise<BlobState> {
    const client = this.service.getContainerClient(blob.container).getBlockBlobClient(blob.name);
    const hash = createHash('sha256');
    let size = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        size += chunk.length;
        done(null, chunk);
      },
    });
    const file = createReadStream(path);
    file.once('error', (error) => measure.destroy(error));
    const options = { blobHTTPHeaders: blob.headers, metadata: { ...blob.metadata } };
    await client.uploadStream(file.pipe(measure), 4 * 1024 * 1024, 4, options);
    return { ...blob, size, sha256: hash.digest('hex') };
  }

  async delete(container: string, name: string): Promise<void> {
    await this.service
      .getContainerClient(container)
      .getBlobClient(name)
      .delete({ deleteSnapshots: 'include' });
  }

  /** Reads the whole blob as a stream and says what it is; undefined when there is none. */
  async read(container: string, name: string): Promise<BlobState | undefined> {
    const response = await this.service
      .getContainerClient(container)
      .getBlobClient(name)
      .download()
      .catch((error: { statusCode?: number }) => {
        if (error.statusCode === 404) return undefined;
        throw error;
      });
    if (response === undefined) return undefined;
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of response.readableStreamBody ?? []) {
      hash.update(chunk as Buffer);
      size += chunk.length;
    }
    return {
      container,
      name,
      size,
      sha256: hash.digest('hex'),
      metadata: response.metadata ?? {},
      headers: headersOf(response),
    };
  }
}

export const wantsStream = (size: number): boolean => size >= STREAM_FROM_BYTES;

interface DownloadHeaders {
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  readonly contentDisposition?: string;
  readonly cacheControl?: string;
}

const headersOf = (response: DownloadHeaders): ContentHeaders => ({
  ...(response.contentType === undefined ? {} : { blobContentType: response.contentType }),
  ...(response.contentEncoding === undefined ? {} : { blobContentEncoding: response.contentEncoding }),
  ...(response.contentLanguage === undefined ? {} : { blobContentLanguage: response.contentLanguage }),
  ...(response.contentDisposition === undefined
    ? {}
    : { blobContentDisposition: response.contentDisposition }),
  ...(response.cacheControl === undefined ? {} : { blobCacheControl: response.cacheControl }),
});
