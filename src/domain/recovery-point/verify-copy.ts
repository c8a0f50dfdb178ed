// Decides whether a copy holds what it should, from sizes and MD5s alone: no byte is read to find out.

export interface ContentFacts {
  readonly size?: number;
  /** Base64; absent where the service knows none, as of blobs uploaded in blocks. */
  readonly md5?: string;
}

/** `unconfirmed`: sizes agree, and on one side or both no MD5 is known. */
export type Verdict = 'same' | 'unconfirmed' | 'size-differs' | 'md5-differs';

export const compareContent = (expected: ContentFacts, found: ContentFacts): Verdict => {
  if (expected.size !== undefined && found.size !== undefined && expected.size !== found.size) {
    return 'size-differs';
  }
  if (expected.md5 === undefined || found.md5 === undefined) return 'unconfirmed';
  return expected.md5 === found.md5 ? 'same' : 'md5-differs';
};
