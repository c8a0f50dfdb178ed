// What a verification found damaged, in bounded size however much it is: where, of which kind, with examples.

import type { ChildRef } from '../manifest/chunk.ts';
import type { EntryKey } from '../manifest/entry.ts';
import type { DamageKind } from './judge-blob.ts';

export interface DamagedBlob extends EntryKey {
  readonly kind: DamageKind;
  /** Key of the vault object. */
  readonly object: string;
}

/** A chunk that is missing or damaged, and the entries that cannot be reached without it. */
export interface DamagedChunk {
  readonly hash: string;
  readonly problem: string;
  readonly first: EntryKey;
  readonly last: EntryKey;
  readonly entries: number;
  readonly bytes: number;
}

export interface AffectedContainer {
  readonly name: string;
  /** Damaged blobs, without those below damaged chunks. */
  readonly blobs: number;
  /** First parts of names, up to a slash; blobs without one under an empty prefix. The first few of them. */
  readonly prefixes: readonly { readonly prefix: string; readonly blobs: number }[];
}

export interface Damage {
  readonly containers: readonly AffectedContainer[];
  readonly examples: readonly DamagedBlob[];
  readonly chunks: readonly DamagedChunk[];
  /** Keys of vault objects that look right from outside and are not. */
  readonly suspects: readonly string[];
  /** There are more of them than are named. */
  readonly suspectsOmitted: boolean;
}

export const noDamage: Damage = {
  containers: [],
  examples: [],
  chunks: [],
  suspects: [],
  suspectsOmitted: false,
};

export const damageLimits = { examples: 100, chunks: 100, prefixes: 20, suspects: 1_000 } as const;

const prefixOf = (name: string): string => name.slice(0, name.indexOf('/') + 1);

export const damageOfBlob = (blob: DamagedBlob): Damage => ({
  ...noDamage,
  containers: [{ name: blob.container, blobs: 1, prefixes: [{ prefix: prefixOf(blob.name), blobs: 1 }] }],
  examples: [blob],
  suspects: blob.kind === 'contentDiffers' ? [blob.object] : [],
});

export const damageOfChunk = (chunk: ChildRef, problem: string): Damage => ({
  ...noDamage,
  chunks: [
    {
      hash: chunk.hash,
      problem,
      first: { container: chunk.firstContainer, name: chunk.firstName },
      last: { container: chunk.lastContainer, name: chunk.lastName },
      entries: chunk.entries,
      bytes: chunk.bytes,
    },
  ],
});

/** In the order met, up to the limits. */
export const mergeDamage = (a: Damage, b: Damage): Damage => {
  const suspects = [...new Set([...a.suspects, ...b.suspects])];
  return {
    containers: mergeContainers([...a.containers, ...b.containers]),
    examples: [...a.examples, ...b.examples].slice(0, damageLimits.examples),
    chunks: [...a.chunks, ...b.chunks].slice(0, damageLimits.chunks),
    suspects: suspects.slice(0, damageLimits.suspects),
    suspectsOmitted: a.suspectsOmitted || b.suspectsOmitted || suspects.length > damageLimits.suspects,
  };
};

const mergeContainers = (all: readonly AffectedContainer[]): readonly AffectedContainer[] => {
  const merged = new Map<string, AffectedContainer>();
  for (const { name, blobs, prefixes } of all) {
    const known = merged.get(name);
    merged.set(name, {
      name,
      blobs: (known?.blobs ?? 0) + blobs,
      prefixes: mergePrefixes([...(known?.prefixes ?? []), ...prefixes]),
    });
  }
  return [...merged.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
};

const mergePrefixes = (all: AffectedContainer['prefixes']): AffectedContainer['prefixes'] => {
  const merged = new Map<string, number>();
  for (const { prefix, blobs } of all) {
    if (!merged.has(prefix) && merged.size >= damageLimits.prefixes) continue;
    merged.set(prefix, (merged.get(prefix) ?? 0) + blobs);
  }
  return [...merged].map(([prefix, blobs]) => ({ prefix, blobs }));
};

/** One line for the administrator: `alpha (3: a/, b/), beta (1)`, and chunks as the stretch they cover. */
export const affectedText = ({ containers, chunks }: Damage): string =>
  [
    ...containers.map(({ name, blobs, prefixes }) => {
      const named = prefixes.flatMap(({ prefix }) => (prefix === '' ? [] : [prefix])).slice(0, 3);
      return `${name} (${[blobs, ...(named.length === 0 ? [] : [named.join(' ')])].join(': ')})`;
    }),
    ...chunks.slice(0, 5).map(({ first, last, entries }) => stretch(first, last, entries)),
  ].join(', ');

const stretch = (first: EntryKey, last: EntryKey, entries: number): string =>
  first.container === ''
    ? `all ${entries} blobs`
    : `${entries} blobs from ${first.container}/${first.name} to ${last.container}/${last.name}`;
