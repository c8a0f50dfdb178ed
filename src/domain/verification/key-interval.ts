// Vault objects list in the order of their keys, the manifest in the order of names. A verification joins the two for a
// stretch of keys at a time, as large as fits in memory: which stretches there are, and how they are listed.

import type { EntryKey } from '../manifest/entry.ts';

/** Keys by their first three hex digits: `from` inclusive, `to` exclusive, between 0 and 4096. */
export interface KeyInterval {
  readonly from: number;
  readonly to: number;
}

/** Where a slice begins. */
export interface VerificationCursor extends KeyInterval {
  /** Last entry dealt with; absent: from the manifest's beginning. */
  readonly after?: EntryKey;
}

const digits = 3;
export const allKeys: KeyInterval = { from: 0, to: 16 ** digits };

/** The lane's share; together the lanes cover all keys, each once. */
export const laneKeys = (lane: number, lanes: number): KeyInterval => ({
  from: Math.floor((allKeys.to * lane) / lanes),
  to: Math.floor((allKeys.to * (lane + 1)) / lanes),
});

export const includesKey = ({ from, to }: KeyInterval, objectKey: string): boolean => {
  const place = Number.parseInt(objectKey.slice(0, digits), 16);
  return place >= from && place < to;
};

/** The first half; undefined where there is nothing left to halve. */
export const firstHalf = ({ from, to }: KeyInterval): KeyInterval | undefined =>
  to - from < 2 ? undefined : { from, to: from + Math.ceil((to - from) / 2) };

/** What comes after, of the same width, up to the end of the whole; undefined at the end. */
export const following = ({ from, to }: KeyInterval, whole: KeyInterval): KeyInterval | undefined =>
  to >= whole.to ? undefined : { from: to, to: Math.min(whole.to, to + (to - from)) };

/** The fewest prefixes of keys, in order, that cover the interval and nothing else. */
export const keyPrefixes = ({ from, to }: KeyInterval): readonly string[] => {
  const prefixes: string[] = [];
  for (let at = from; at < to; ) {
    let width = allKeys.to;
    let length = 0;
    while (at % width !== 0 || at + width > to) {
      width /= 16;
      length += 1;
    }
    prefixes.push(length === 0 ? '' : at.toString(16).padStart(digits, '0').slice(0, length));
    at += width;
  }
  return prefixes;
};
