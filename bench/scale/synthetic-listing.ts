// The listing of an account that is nowhere: names, ETags and hashes follow from a blob's number, so ten million blobs
// take no memory. Lists as the service does, with prefix, delimiter, startFrom and continuation.

import type { BlobItem, BlobPage, ListOptions } from '../../src/ports/object-store.ts';

/** Which blobs have been written anew since the first backup. */
export type Changed = (container: number, blob: number) => number;

const MOST = 5_000;
const FOLDERS = 100;
export const FIRST_WRITTEN = Date.UTC(2026, 0, 1);

const digits = (value: number, width: number): string => String(value).padStart(width, '0');

/** Put together here, as a string that was read is, and not where it is first looked at. */
const whole = (...parts: readonly string[]): string => parts.join('');

export const mix = (value: number, seed: number): number => {
  let hash = Math.imul(value ^ 0x9e3779b9, 0x85ebca6b) ^ seed;
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  return (hash ^ (hash >>> 13)) >>> 0;
};

const bytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0').toUpperCase());

/** By table: making up the listing is not what is measured. */
const hex = (value: number): string =>
  `${bytes[value >>> 24]}${bytes[(value >>> 16) & 255]}${bytes[(value >>> 8) & 255]}${bytes[value & 255]}`;

/** 22 characters of base64 and the padding, as an MD5 has. */
const md5Of = (container: number, blob: number, version: number): string => {
  const seed = container * 1_000 + version;
  return whole(hex(mix(blob, seed)), hex(mix(blob, seed + 1)), hex(mix(blob, seed + 2)).slice(0, 6), '==');
};

export class SyntheticListing {
  readonly #blobs: number;
  readonly #container: number;
  changed: Changed = () => 0;

  constructor(container: number, blobs: number) {
    this.#container = container;
    this.#blobs = blobs;
  }

  /** Two levels of a hundred folders; in the order of numbers. */
  nameOf(blob: number): string {
    const place = Math.floor((blob * FOLDERS * FOLDERS) / this.#blobs);
    const [folder, below] = [Math.floor(place / FOLDERS), place % FOLDERS];
    return whole('d', digits(folder, 2), '/s', digits(below, 2), '/blob-', digits(blob, 8), '.bin');
  }

  page(options: ListOptions): BlobPage {
    const { prefix = '', startFrom = '', delimiter, continuation, pageSize = MOST } = options;
    const items: BlobItem[] = [];
    const prefixes: string[] = [];
    const end = this.countBefore(`${prefix}\uffff`);
    let at =
      continuation === undefined
        ? this.countBefore([startFrom, prefix].sort().at(-1) ?? '')
        : Number(continuation);
    while (at < end) {
      if (items.length + prefixes.length >= pageSize) return this.#page(items, prefixes, delimiter, at);
      const name = this.nameOf(at);
      const slash = delimiter === undefined ? -1 : name.indexOf(delimiter, prefix.length);
      if (slash < 0) {
        items.push(this.#item(at, name));
        at += 1;
      } else {
        prefixes.push(name.slice(0, slash + 1));
        at = this.countBefore(`${name.slice(0, slash + 1)}\uffff`);
      }
    }
    return this.#page(items, prefixes, delimiter);
  }

  #page(items: BlobItem[], prefixes: string[], delimiter: string | undefined, next?: number): BlobPage {
    return {
      items,
      ...(delimiter === undefined ? {} : { prefixes }),
      ...(next === undefined ? {} : { continuation: String(next) }),
    };
  }

  #item(blob: number, name: string): BlobItem {
    const version = this.changed(this.#container, blob);
    return {
      name,
      size: 1_000 + (blob % 5_000),
      etag: whole('0x8DE', hex(mix(blob, this.#container)), digits(version, 4)),
      lastModified: FIRST_WRITTEN + (blob % 1_000_000) * 1_000 + version * 86_400_000,
      md5: md5Of(this.#container, blob, version),
      tier: 'Hot',
      blobType: 'BlockBlob',
    };
  }

  /** Number of the first blob whose name is not before this one. */
  countBefore(name: string): number {
    let low = 0;
    let high = this.#blobs;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.nameOf(middle) < name) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
