// The text of a chunk: JSON with a fixed order of fields and no white space, so that equal content is equal text. This
// is a storage format (docs/vault-format.md): a change is a new version, and older versions stay readable for ever.

import type { ChildRef, Chunk, IndexNode, Leaf } from './chunk.ts';

const version = 1;

export const encodeChunk = (chunk: Chunk): string =>
  JSON.stringify(chunk.kind === 'leaf' ? leafText(chunk) : indexText(chunk));

/** undefined where the text is no chunk of a known version. Content is trusted beyond that: its hash was verified. */
export const decodeChunk = (text: string): Chunk | undefined => {
  const value = parseJson(text);
  if (value?.version !== version) return undefined;
  return value.kind === 'leaf' ? decodeLeaf(value) : value.kind === 'index' ? decodeIndex(value) : undefined;
};

/** Field order is part of the format. Columns that say nothing are left out. */
const leafText = (leaf: Leaf): LeafText => ({
  version,
  kind: 'leaf',
  container: leaf.container,
  names: leaf.names,
  sizes: leaf.sizes,
  etags: leaf.etags,
  modified: leaf.modified,
  md5s: leaf.md5s,
  tiers: leaf.tiers,
  ...(leaf.kinds.includes('d') ? { kinds: leaf.kinds } : {}),
  ...(leaf.locations.length > 0 ? { locations: leaf.locations.map(locationText) } : {}),
});

const locationText = ([position, location]: Leaf['locations'][number]): Leaf['locations'][number] => {
  if ('version' in location) return [position, { version: location.version }];
  const { object, offset, length } = location;
  return [
    position,
    { object, ...(offset === undefined ? {} : { offset }), ...(length === undefined ? {} : { length }) },
  ];
};

const indexText = ({ level, children }: IndexNode): IndexText => {
  const containers: string[] = [];
  const position = (container: string): number => {
    if (containers.at(-1) !== container) containers.push(container);
    return containers.length - 1;
  };
  const firstIn: number[] = [];
  const lastIn: number[] = [];
  for (const child of children) {
    firstIn.push(position(child.firstContainer));
    lastIn.push(position(child.lastContainer));
  }
  return {
    version,
    kind: 'index',
    level,
    containers,
    firstIn,
    firsts: children.map((child) => child.firstName),
    lastIn,
    lasts: children.map((child) => child.lastName),
    hashes: children.map((child) => child.hash),
    entries: children.map((child) => child.entries),
    bytes: children.map((child) => child.bytes),
  };
};

const decodeLeaf = (value: ChunkText): Leaf | undefined => {
  const { container, names, sizes, etags, modified, md5s, tiers } = value;
  const length = names?.length;
  if (container === undefined || names === undefined || length === undefined || tiers?.length !== length)
    return undefined;
  if (sizes?.length !== length || etags?.length !== length) return undefined;
  if (modified?.length !== length || md5s?.length !== length) return undefined;
  const kinds = value.kinds ?? 'b'.repeat(length);
  const locations = value.locations ?? [];
  return { kind: 'leaf', container, names, sizes, etags, modified, md5s, tiers, kinds, locations };
};

const decodeIndex = (value: ChunkText): IndexNode | undefined => {
  const { level, containers, firstIn, firsts, lastIn, lasts, hashes, entries, bytes } = value;
  if (level === undefined || containers === undefined || hashes === undefined) return undefined;
  const columns = [firstIn, firsts, lastIn, lasts, entries, bytes];
  if (columns.some((column) => column?.length !== hashes.length)) return undefined;
  const children = hashes.map(
    (hash, i): ChildRef => ({
      hash,
      firstContainer: containers[firstIn?.[i] ?? 0] ?? '',
      firstName: firsts?.[i] ?? '',
      lastContainer: containers[lastIn?.[i] ?? 0] ?? '',
      lastName: lasts?.[i] ?? '',
      entries: entries?.[i] ?? 0,
      bytes: bytes?.[i] ?? 0,
    }),
  );
  return { kind: 'index', level, children };
};

interface LeafText
  extends Pick<Leaf, 'container' | 'names' | 'sizes' | 'etags' | 'modified' | 'md5s' | 'tiers'> {
  readonly version: number;
  readonly kind: 'leaf';
  readonly kinds?: string;
  readonly locations?: Leaf['locations'];
}

interface IndexText {
  readonly version: number;
  readonly kind: 'index';
  readonly level: number;
  /** The containers that the keys name, in order, each once. */
  readonly containers: readonly string[];
  /** Positions in `containers`. */
  readonly firstIn: readonly number[];
  readonly firsts: readonly string[];
  readonly lastIn: readonly number[];
  readonly lasts: readonly string[];
  readonly hashes: readonly string[];
  readonly entries: readonly number[];
  readonly bytes: readonly number[];
}

type ChunkText = Partial<Omit<LeafText, 'kind'> & Omit<IndexText, 'kind'>> & { readonly kind?: unknown };

const parseJson = (text: string): ChunkText | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};
