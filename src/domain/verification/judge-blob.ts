// Judges one entry of a recovery point by what lies in the vault: first from the listing alone, then from what was read.

import type { ContentFacts } from '../recovery-point/verify-copy.ts';
import { compareContent } from '../recovery-point/verify-copy.ts';

export const damageKinds = ['missing', 'sizeDiffers', 'contentDiffers', 'unreadable'] as const;
export type DamageKind = (typeof damageKinds)[number];

export type BlobVerdict = 'confirmed' | 'unconfirmed' | 'present' | DamageKind;

export const isDamage = (verdict: BlobVerdict): verdict is DamageKind =>
  damageKinds.some((kind) => kind === verdict);

/** What the listing shows speaks against the entry; a look at the object itself decides. */
export const isSuspicious = (entry: ContentFacts, listed: ContentFacts | undefined): boolean =>
  listed === undefined || ['size-differs', 'md5-differs'].includes(compareContent(entry, listed));

/** What a vault object was found to hold. */
export interface ReadContent {
  readonly size: number;
  readonly md5: string;
  /** By the object's own properties. */
  readonly statedMd5?: string;
}

/** The manifest's MD5 counts; where the source had none, the one that the vault object carries. */
export const judgeContent = (entry: ContentFacts, read: ReadContent): BlobVerdict => {
  if (entry.size !== read.size) return 'sizeDiffers';
  const expected = entry.md5 ?? read.statedMd5;
  if (expected === undefined) return 'unconfirmed';
  return expected === read.md5 ? 'confirmed' : 'contentDiffers';
};
