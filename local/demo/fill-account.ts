// Fills the source account and remembers what was written, byte for byte (by SHA-256) and header for header.

import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Account } from './account.ts';
import { wantsStream } from './account.ts';
import type { AccountState, BlobState } from './blob-state.ts';
import { keyOf } from './blob-state.ts';
import type { ChosenFile } from './choose-files.ts';
import { assignContainers } from './container-names.ts';
import { inParallel } from './in-parallel.ts';
import type { OddBlob } from './odd-blobs.ts';

const WRITES_AT_ONCE = 16;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.md': 'text/markdown',
  '.mjs': 'text/javascript',
  '.png': 'image/png',
  '.txt': 'text/plain',
  '.wasm': 'application/wasm',
};

export const fillAccount = async (
  account: Account,
  files: readonly ChosenFile[],
  odd: readonly OddBlob[],
  onBlob: (blob: BlobState) => void,
): Promise<AccountState> => {
  const state = new Map<string, BlobState>();
  const keep = (blob: BlobState): void => {
    state.set(keyOf(blob), blob);
    onBlob(blob);
  };
  const containerOf = assignContainers(files.map((file) => file.name));
  const containers = [...files.map((file) => containerOf(file.name)), ...odd.map((blob) => blob.container)];
  for (const name of new Set(containers)) await account.createContainer(name);
  await inParallel(files, WRITES_AT_ONCE, async (file) =>
    keep(await writeFile(account, containerOf(file.name), file)),
  );
  for (const { content, ...blob } of odd) keep(await account.write(blob, content));
  return state;
};

const writeFile = async (account: Account, container: string, file: ChosenFile): Promise<BlobState> => {
  const blob = {
    container,
    name: file.name,
    headers: {
      blobContentType: CONTENT_TYPES[extname(file.name).toLowerCase()] ?? 'application/octet-stream',
    },
    metadata: { modified: new Date(file.modified).toISOString() },
  };
  return wantsStream(file.size)
    ? await account.writeFile(blob, file.path)
    : await account.write(blob, await readFile(file.path));
};
