// Blobs that no folder has: names that URLs, listings and sort orders stumble over, all content headers, no bytes at
// all, and one blob of several blocks. Every demonstration backs them up with the rest.

import type { BlobState } from './blob-state.ts';

export interface OddBlob extends Pick<BlobState, 'container' | 'name' | 'headers' | 'metadata'> {
  readonly content: Uint8Array;
}

const CONTAINER = 'odd-names';

const NAMES: readonly string[] = [
  'Grüße aus Köln.txt',
  'cafe\u0301 decomposed.txt',
  '日本語/資料 2026.txt',
  'ship 🚢 beyond the basic plane.txt',
  '\uff5e full width, sorts after the ship in UTF-8.txt',
  'two  spaces and a tab-free end .txt',
  '100% sure.txt',
  '%2F is not a slash.txt',
  'question?mark=1&more=2',
  'hash#fragment',
  'plus+sign.txt',
  'trailing dots...',
  `quotes ' and ".txt`,
  'semi;colon,comma=equals@at:colon!.txt',
  'UPPER and lower.TXT',
  'upper and lower.txt',
  '.starts with a dot',
  '_starts with an underscore',
  '_holdfast-recovery-point is not a marker by this name alone',
  'a/deep/er/path/of/many/seg/ments/file',
  `${'n'.repeat(1_020)}.txt`,
];

const named = (name: string): OddBlob => ({
  container: CONTAINER,
  name,
  content: Buffer.from(`The content of ${name}\n`),
  headers: { blobContentType: 'text/plain; charset=utf-8' },
  metadata: { length: String(name.length) },
});

/** Deterministic bytes that do not compress: a linear congruential sequence (Numerical Recipes' constants). */
const noise = (length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  const words = new Uint32Array(bytes.buffer);
  let state = 2026;
  for (let i = 0; i < words.length; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    words[i] = state;
  }
  return bytes;
};

export const oddBlobs = (): readonly OddBlob[] => [
  ...NAMES.map(named),
  {
    container: CONTAINER,
    name: 'all-headers.html',
    content: Buffer.from('<p>Every content header that a blob can carry</p>'),
    headers: {
      blobContentType: 'text/html; charset=utf-8',
      blobContentEncoding: 'identity',
      blobContentLanguage: 'en-GB',
      blobContentDisposition: 'attachment; filename="all headers.html"',
      blobCacheControl: 'no-store, max-age=0',
    },
    metadata: { first: 'one', second: 'with spaces and = signs', third_3: 'percent %41' },
  },
  { container: CONTAINER, name: 'empty', content: new Uint8Array(0), headers: {}, metadata: {} },
  {
    container: CONTAINER,
    name: 'several-blocks.bin',
    content: noise(20 * 1024 * 1024),
    headers: { blobContentType: 'application/octet-stream' },
    metadata: { blocks: 'several' },
  },
];
