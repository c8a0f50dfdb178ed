// Replication that does not happen by itself: the app's copy of a marker into the vault is answered as done without being
// done, and the test carries it out when it wants to, or never.

import { markersContainer, sourceMarkerBlob } from '../../src/vault/layout.ts';
import type { TestAccount, TestApp } from './app.ts';
import { eventually } from './eventually.ts';

export interface HeldMarkers {
  /** Waits until the backup has asked for all its markers and waits for them. */
  waiting(containers: number): Promise<void>;
  /** Names in the vault's markers container, as the app asked for them. */
  names(): readonly string[];
  /** Puts the marker of one container into the vault, as it is at the source. */
  replicate(container: string): Promise<void>;
  /** What the source's marker says for a name in the vault. */
  content(name: string): Promise<object>;
  /** How often the app has looked into the markers container. */
  looks(): number;
}

export const holdMarkers = async (
  app: TestApp,
  instance: string,
  source: TestAccount,
): Promise<HeldMarkers> => {
  const data = await app.dataAccountOf(instance);
  const path = `/${data.name}/${markersContainer}/`;
  const held = new Set<string>();
  let looks = 0;
  const sourceMarker = async (container: string): Promise<Buffer> => {
    const client = source.account.service.getContainerClient(container);
    for await (const { name } of client.listBlobsFlat({ prefix: sourceMarkerBlob.prefix })) {
      return client.getBlobClient(name).downloadToBuffer();
    }
    throw new Error(`the source has no marker in ${container}`);
  };
  app.proxy.use(({ method, url }) => {
    if (!url.startsWith(path)) return 'pass';
    if (method === 'GET' || method === 'HEAD') looks += 1;
    if (method !== 'PUT') return 'pass';
    held.add(decodeURIComponent(new URL(url, 'http://x').pathname.slice(path.length)));
    return { status: 202, headers: copyAccepted() };
  });
  return {
    waiting: async (containers) => {
      await eventually('all markers are asked for and missed', () => held.size === containers && looks > 0);
    },
    names: () => [...held],
    content: async (name) => JSON.parse((await sourceMarker(containerOf(name))).toString('utf8')) as object,
    replicate: async (container) => {
      const name = [...held].find((one) => containerOf(one) === container);
      if (name === undefined) throw new Error(`the app has not asked for the marker of ${container}`);
      const content = await sourceMarker(container);
      const to = data.account.service.getContainerClient(markersContainer).getBlockBlobClient(name);
      await to.upload(content, content.length, { blobHTTPHeaders: { blobContentType: 'application/json' } });
    },
    looks: () => looks,
  };
};

const containerOf = (vaultMarker: string): string => vaultMarker.slice(vaultMarker.lastIndexOf('/') + 1);

/** What the service answers to Copy Blob From URL. */
const copyAccepted = (): Readonly<Record<string, string>> => ({
  etag: '"0x8DEADBEEF000000"',
  'last-modified': new Date().toUTCString(),
  'x-ms-copy-id': '00000000-0000-0000-0000-000000000000',
  'x-ms-copy-status': 'success',
  'x-ms-request-id': '00000000-0000-0000-0000-000000000000',
  'x-ms-version': '2025-11-05',
  'content-length': '0',
});
