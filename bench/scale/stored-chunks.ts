// The manifest chunks of the benchmark's data account: their names in memory, their bytes in a file.

import type { BlobPage, DeletedBlob, ListOptions } from '../../src/ports/object-store.ts';
import { storeError } from '../../src/ports/object-store.ts';
import type { Place, ScratchFile } from './scratch-file.ts';

const MOST = 5_000;

export class StoredChunks {
  readonly #file: ScratchFile;
  readonly #lastModified: number;
  readonly #places = new Map<string, Place>();
  /** In order; made anew when something has come. */
  #sorted: readonly string[] | undefined;

  constructor(file: ScratchFile, lastModified: number) {
    this.#file = file;
    this.#lastModified = lastModified;
  }

  get names(): ReadonlySet<string> {
    return new Set(this.#places.keys());
  }

  get bytes(): number {
    return [...this.#places.values()].reduce((sum, { length }) => sum + length, 0);
  }

  read(name: string): { bytes: Uint8Array; etag: string } | undefined {
    const place = this.#places.get(name);
    return place === undefined ? undefined : { bytes: this.#file.read(place), etag: name };
  }

  /** Always as one that must not exist: so chunks are written. */
  write(name: string, bytes: Uint8Array): { etag: string; lastModified: number } {
    if (this.#places.has(name)) throw storeError('condition-not-met', `${name} exists`);
    this.#places.set(name, this.#file.append(bytes));
    this.#sorted = undefined;
    return { etag: name, lastModified: this.#lastModified };
  }

  /** The continuation is the name that comes next. */
  page({ prefix = '', continuation, pageSize = MOST }: ListOptions): BlobPage {
    this.#sorted ??= [...this.#places.keys()].sort();
    const all = this.#sorted.filter((name) => name.startsWith(prefix) && name >= (continuation ?? ''));
    const next = all[pageSize];
    const items = all.slice(0, pageSize).flatMap((name) => {
      const place = this.#places.get(name);
      if (place === undefined) return [];
      const { length: size } = place;
      return [{ name, size, etag: name, lastModified: this.#lastModified, blobType: 'BlockBlob' as const }];
    });
    return { items, ...(next === undefined ? {} : { continuation: next }) };
  }

  deleteMany(names: readonly string[]): readonly DeletedBlob[] {
    return names.map((name) => ({ outcome: this.#places.delete(name) ? 'deleted' : 'absent' }));
  }
}
