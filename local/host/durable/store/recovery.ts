// Rebuilds the state from the newest snapshot and the journals after it. A line that was torn by a crash was never
// acknowledged and is dropped.

import { promises as fs } from 'node:fs';
import { readLines } from './journal-line.ts';
import type { JournalRecord } from './records.ts';
import { readSnapshot } from './snapshot.ts';
import { State } from './state.ts';
import { journalPath, listFiles, snapshotPath } from './store-files.ts';

export interface Recovered {
  readonly state: State;
  readonly lastNumber: number;
  readonly nextBatch: number;
  readonly snapshotBytes: number;
  /** Of the journals that the snapshot does not hold. */
  readonly journalBytes: number;
}

export async function recover(folder: string): Promise<Recovered> {
  const { journals, snapshots } = await listFiles(folder);
  const newest = snapshots.at(-1);
  const state = new State();
  let snapshotBytes = 0;
  if (newest !== undefined) {
    const file = snapshotPath(folder, newest);
    for (const instance of await readSnapshot(file)) state.instances.set(instance.id, instance);
    snapshotBytes = (await fs.stat(file)).size;
  }
  let nextBatch = 1;
  let journalBytes = 0;
  for (const number of journals.filter((each) => each >= (newest ?? 0))) {
    const file = journalPath(folder, number);
    const { lines, goodBytes } = readLines(await fs.readFile(file), file);
    for (const { json } of lines) state.apply(JSON.parse(json) as JournalRecord);
    nextBatch = Math.max(nextBatch, (lines.at(-1)?.batch ?? 0) + 2);
    journalBytes += goodBytes;
  }
  return {
    state,
    lastNumber: Math.max(newest ?? 0, journals.at(-1) ?? 0),
    nextBatch,
    snapshotBytes,
    journalBytes,
  };
}
