// One protected blob as a recovery point remembers it. Everything but `location` comes from the source listing, so a
// leaf built from a listing alone has the same hash as the leaf of an unchanged recovery point.

export type AccessTier = 'Hot' | 'Cool' | 'Cold' | 'Archive';

/** `directory` is the placeholder of a hierarchical-namespace account (metadata hdi_isfolder=true): no bytes to copy. */
export type EntryKind = 'block' | 'directory';

export interface ManifestEntry {
  readonly container: string;
  /** Blob name, decoded, without the container. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Source ETag without surrounding quotes. */
  readonly etag: string;
  /** Source last-modified, milliseconds since the Unix epoch (the service's resolution is one second). */
  readonly lastModified: number;
  /** Base64 of the 16 bytes, when the source service knows it. */
  readonly md5?: string;
  readonly tier?: AccessTier;
  readonly kind: EntryKind;
  /** Where the bytes are. Absent: the vault object whose key follows from (container, name, etag). */
  readonly location?: BlobLocation;
}

/** Explicit locations: a slice of a packed vault object, or a destination version of object replication. */
export type BlobLocation =
  | { readonly object: string; readonly offset?: number; readonly length?: number }
  | { readonly version: string };

/** Order of entries: container, then name, each by UTF-16 code units (what `<` compares in JavaScript). */
export interface EntryKey {
  readonly container: string;
  readonly name: string;
}

export const compareKeys = (a: EntryKey, b: EntryKey): number =>
  a.container < b.container
    ? -1
    : a.container > b.container
      ? 1
      : a.name < b.name
        ? -1
        : a.name > b.name
          ? 1
          : 0;
