// Entries in, leaves out. What has been pushed since the last finished leaf is all that is held.

import { greatestLeaf, leafBoundary } from './boundary.ts';
import type { Leaf } from './chunk.ts';
import type { BlobLocation, ManifestEntry } from './entry.ts';
import { kindLetter, tierLetter } from './leaf.ts';

const none: readonly Leaf[] = [];

export class LeafCutter {
  #container: string | undefined;
  #endsAfter: (name: string) => boolean = () => false;
  /** Of this container, however many leaves ago. */
  #last: string | undefined;
  #columns = emptyColumns();

  /** Entries of the leaf begun. At 0 the cutter is where a new one would start, so a slice may end here. */
  get pending(): number {
    return this.#columns.names.length;
  }

  /** Entries come in key order, each key once. Returns the leaves that this entry finishes: usually none. */
  push(entry: ManifestEntry): readonly Leaf[] {
    const finished = entry.container === this.#container ? none : this.#startContainer(entry.container);
    if (this.#last !== undefined && entry.name <= this.#last)
      throw new Error(`Out of order in ${entry.container}: ${entry.name} after ${this.#last}`);
    this.#add(entry);
    if (!this.#endsAfter(entry.name) && this.pending < greatestLeaf) return finished;
    return [...finished, ...this.flush()];
  }

  /** The leaf begun, when there is one: at the end of a container or of a range. */
  flush(): readonly Leaf[] {
    if (this.#container === undefined || this.pending === 0) return none;
    const { tiers, kinds, ...columns } = this.#columns;
    const leaf: Leaf = {
      kind: 'leaf',
      container: this.#container,
      ...columns,
      tiers: tiers.join(''),
      kinds: kinds.join(''),
    };
    this.#columns = emptyColumns();
    return [leaf];
  }

  #startContainer(container: string): readonly Leaf[] {
    if (this.#container !== undefined && container < this.#container)
      throw new Error(`Out of order: container ${container} after ${this.#container}`);
    const finished = this.flush();
    this.#container = container;
    this.#last = undefined;
    this.#endsAfter = leafBoundary(container);
    return finished;
  }

  #add(entry: ManifestEntry): void {
    const columns = this.#columns;
    if (entry.location !== undefined) columns.locations.push([columns.names.length, entry.location]);
    columns.names.push(entry.name);
    columns.sizes.push(entry.size);
    columns.etags.push(entry.etag);
    columns.modified.push(entry.lastModified);
    columns.md5s.push(entry.md5 ?? null);
    columns.tiers.push(tierLetter(entry.tier));
    columns.kinds.push(kindLetter(entry.kind));
    this.#last = entry.name;
  }
}

interface Columns {
  readonly names: string[];
  readonly sizes: number[];
  readonly etags: string[];
  readonly modified: number[];
  readonly md5s: (string | null)[];
  readonly tiers: string[];
  readonly kinds: string[];
  readonly locations: [number, BlobLocation][];
}

function emptyColumns(): Columns {
  return { names: [], sizes: [], etags: [], modified: [], md5s: [], tiers: [], kinds: [], locations: [] };
}
