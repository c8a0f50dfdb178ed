// What a check has found in a data account that no recovery point names: a few by name, with bytes and age, and the rest by
// their number.

import type { BlockedBlob } from '../prune/blocked.ts';
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';

/** Name, bytes, and when it was last modified (milliseconds since the Unix epoch). */
export type NamedGarbage = readonly [name: string, bytes: number, lastModified: number];

export interface FoundGarbage {
  readonly count: number;
  readonly bytes: number;
  readonly examples: readonly NamedGarbage[];
}

export const noGarbage: FoundGarbage = { count: 0, bytes: 0, examples: [] };

const MOST_NAMED = 20;

export const addGarbage = (
  sum: FoundGarbage,
  more: { readonly count: number; readonly bytes: number; readonly examples?: readonly NamedGarbage[] },
): FoundGarbage => ({
  count: sum.count + more.count,
  bytes: sum.bytes + more.bytes,
  examples: [...sum.examples, ...(more.examples ?? [])].slice(0, MOST_NAMED),
});

export interface GarbagePlace {
  /** `account/container`. */
  readonly place: string;
  /** Milliseconds since the Unix epoch: ages are told as of then. */
  readonly now: number;
  /** All but what is blocked. */
  readonly deleted: boolean;
  readonly blocked: readonly BlockedBlob[];
}

export const garbageFindings = (
  { count, bytes, examples }: FoundGarbage,
  { place, now, deleted, blocked }: GarbagePlace,
): readonly Finding[] => {
  const kept = new Map(blocked.map((blob) => [blob.name, blob]));
  const named = examples.map(([name, size, lastModified]): Finding => {
    const blob = kept.get(name);
    const days = Math.floor((now - lastModified) / 86_400_000);
    const age = `${size} bytes, ${days} days old (${new Date(lastModified).toISOString()})`;
    return finding('Unreferenced', `${place}/${name}`, {
      detail: blob === undefined ? age : `${age}; kept by ${blockedWords(blob)}`,
      repaired: deleted && blob === undefined,
    });
  });
  const rest = count - examples.length;
  if (rest <= 0) return named;
  const restBytes = bytes - examples.reduce((sum, [, size]) => sum + size, 0);
  const shown = new Set(examples.map(([name]) => name));
  const keptRest = blocked.filter(({ name }) => !shown.has(name)).length;
  const detail = `${rest} more, ${restBytes} bytes${keptRest === 0 ? '' : `; ${keptRest} of them are kept by the storage service`}`;
  return [...named, finding('Unreferenced', place, { detail, repaired: deleted && keptRest === 0 })];
};

const blockedWords = ({ reason, until }: BlockedBlob): string =>
  until === undefined ? reason : `${reason} until ${until}`;
