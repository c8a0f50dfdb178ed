// A page of a listing from the service's XML.
// https://learn.microsoft.com/rest/api/storageservices/list-blobs#response-body

import type { BlobItem, BlobPage, BlobType } from '../../ports/object-store.ts';
import { storeError } from '../../ports/object-store.ts';
import { isAccessTier, unquoted } from './blob-properties.ts';
import { walkXml } from './xml-elements.ts';

/** One `Blob` element, as it is read. */
interface BlobElement {
  name: string;
  snapshot: string;
  readonly properties: Map<string, string>;
  metadata?: Record<string, string>;
}

/** `Encoded`: the service percent-encodes names that XML cannot hold. */
const nameOf = (attributes: string, text: string): string =>
  /\bEncoded\s*=\s*["']true["']/i.test(attributes) ? decodeURIComponent(text) : text;

const BLOB_TYPES: ReadonlySet<string> = new Set<BlobType>(['BlockBlob', 'AppendBlob', 'PageBlob']);
const isBlobType = (type: string): type is BlobType => BLOB_TYPES.has(type);

const toItem = ({ name, snapshot, properties, metadata }: BlobElement, hierarchical: boolean): BlobItem => {
  const blobType = properties.get('BlobType') ?? '';
  const md5 = properties.get('Content-MD5');
  const tier = properties.get('AccessTier');
  const isDirectory =
    properties.get('ResourceType') === 'directory' || (hierarchical && metadata?.hdi_isfolder === 'true');
  return {
    name,
    size: Number(properties.get('Content-Length') ?? 0),
    etag: unquoted(properties.get('Etag')),
    lastModified: Date.parse(properties.get('Last-Modified') ?? ''),
    ...(md5 === undefined || md5 === '' ? {} : { md5 }),
    ...(isAccessTier(tier) ? { tier } : {}),
    blobType: isBlobType(blobType) ? blobType : 'BlockBlob',
    ...(metadata === undefined ? {} : { metadata }),
    ...(snapshot === '' ? {} : { snapshot }),
    ...(properties.has('CustomerProvidedKeySha256') ? { customerProvidedKey: true } : {}),
    ...(isDirectory ? { directory: true } : {}),
  };
};

/** A hierarchical namespace tells the properties of a directory with its prefix. */
const directoryOf = (blob: BlobElement, hierarchical: boolean): BlobItem | undefined => {
  if (!hierarchical || !blob.properties.has('Etag') || !blob.name.endsWith('/')) return undefined;
  return { ...toItem({ ...blob, name: blob.name.slice(0, -1) }, hierarchical), directory: true };
};

const newBlob = (withMetadata: boolean): BlobElement => ({
  name: '',
  snapshot: '',
  properties: new Map(),
  ...(withMetadata ? { metadata: {} } : {}),
});

/** Depths in EnumerationResults/Blobs/Blob/Properties/Etag. */
const BLOB_DEPTH = 3;

export interface ListingShape {
  readonly withMetadata: boolean;
  readonly hierarchical: boolean;
  readonly delimited: boolean;
}

export const parseBlobPage = (
  xml: string,
  { withMetadata, hierarchical, delimited }: ListingShape,
): BlobPage => {
  const items: BlobItem[] = [];
  const prefixes: string[] = [];
  let continuation = '';
  let blob = newBlob(withMetadata);
  const isWhole = walkXml(xml, {
    open: ({ path, attributes, text }) => {
      const [, first, , section, field] = path;
      if (path.length === 2 && first === 'NextMarker') continuation = text;
      if (first !== 'Blobs') return;
      if (path.length === BLOB_DEPTH) blob = newBlob(withMetadata);
      else if (section === 'Name') blob.name = nameOf(attributes, text);
      else if (section === 'Snapshot') blob.snapshot = text;
      else if (section === 'Properties' && field !== undefined) blob.properties.set(field, text);
      else if (section === 'Metadata' && field !== undefined && blob.metadata) blob.metadata[field] = text;
    },
    close: (path) => {
      if (path.length !== BLOB_DEPTH || path[1] !== 'Blobs') return;
      if (path[2] === 'BlobPrefix') prefixes.push(blob.name);
      const item = path[2] === 'BlobPrefix' ? directoryOf(blob, hierarchical) : toItem(blob, hierarchical);
      if (item !== undefined) items.push(item);
    },
  });
  if (!isWhole) throw storeError('unavailable', 'The listing broke off');
  return { items, ...(delimited ? { prefixes } : {}), ...(continuation === '' ? {} : { continuation }) };
};
