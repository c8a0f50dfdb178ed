// Plays a day's work on the source account: some blobs change, some go, some come. Which ones follows from the
// generation alone, so that a start after a crash does the same.

import { createHash } from 'node:crypto';
import type { Account } from './account.ts';
import { inParallel } from './in-parallel.ts';

export interface Changes {
  readonly changed: number;
  readonly deleted: number;
  readonly added: number;
}

const SHARE = 0.02;

export const changeAccount = async (account: Account, generation: number): Promise<Changes> => {
  const blobs: { readonly container: string; readonly name: string; readonly order: string }[] = [];
  for await (const { container, name } of account.blobs()) {
    const order = createHash('sha1').update(`${generation}/${container}/${name}`).digest('hex');
    blobs.push({ container, name, order });
  }
  blobs.sort((a, b) => (a.order < b.order ? -1 : 1));
  const share = Math.max(1, Math.floor(blobs.length * SHARE));
  const changed = blobs.slice(0, share);
  const deleted = blobs.slice(share, share + Math.floor(share / 2));
  const added = changed.map(({ container, order }) => ({
    container,
    name: `added/${generation}/${order}.txt`,
  }));
  const text = (name: string) => Buffer.from(`Generation ${generation} of ${name}\n`);
  const plain = { headers: { blobContentType: 'text/plain' }, metadata: { generation: String(generation) } };
  await inParallel([...changed, ...added], 16, async ({ container, name }) => {
    await account.write({ container, name, ...plain }, text(name));
  });
  await inParallel(deleted, 16, async ({ container, name }) => account.delete(container, name));
  return { changed: changed.length, deleted: deleted.length, added: added.length };
};
