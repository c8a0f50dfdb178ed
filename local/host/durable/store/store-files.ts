// The files of a store: journals and snapshots, numbered in one row. Snapshot N holds all that the journals before N
// say; recovery starts from the newest snapshot and reads every journal from its number on.

import { promises as fs } from 'node:fs';
import path from 'node:path';

export function journalPath(folder: string, number: number): string {
  return path.join(folder, `${String(number).padStart(8, '0')}.journal`);
}

export function snapshotPath(folder: string, number: number): string {
  return path.join(folder, `${String(number).padStart(8, '0')}.snapshot`);
}

export interface StoreFiles {
  readonly journals: readonly number[];
  readonly snapshots: readonly number[];
}

export async function listFiles(folder: string): Promise<StoreFiles> {
  const found = { journals: [] as number[], snapshots: [] as number[] };
  for (const name of await fs.readdir(folder)) {
    const match = /^(\d{8})\.(journal|snapshot)$/.exec(name);
    if (match) found[match[2] === 'journal' ? 'journals' : 'snapshots'].push(Number(match[1]));
  }
  found.journals.sort((one, other) => one - other);
  found.snapshots.sort((one, other) => one - other);
  return found;
}

export async function removeOlder(folder: string, number: number): Promise<void> {
  const { journals, snapshots } = await listFiles(folder);
  for (const old of journals.filter((each) => each < number)) await fs.rm(journalPath(folder, old));
  for (const old of snapshots.filter((each) => each < number)) await fs.rm(snapshotPath(folder, old));
}
