// What an account in memory holds, to be compared with what it held or with another.

import type { MemoryAccount } from '../../src/memory/memory-account.ts';

/** What an account holds: content, headers, metadata, tags by `container/name`. Of a directory, that it is one. */
export const contentsOf = (account: MemoryAccount): ReadonlyMap<string, string> => {
  const contents = new Map<string, string>();
  for (const [container, { blobs }] of account.containers) {
    for (const [name, blob] of blobs) {
      const { headers, metadata, tags, directory } = blob;
      const bytes = Buffer.from(blob.bytes).toString('base64');
      const described = directory ? 'directory' : JSON.stringify({ bytes, headers, metadata, tags });
      contents.set(`${container}/${name}`, described);
    }
  }
  return contents;
};
