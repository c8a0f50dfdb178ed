// The durable store: commits records to the journal, applies them in that order, compacts, and recovers. Nothing is
// visible, and nobody is answered, before it is on disk.

import { promises as fs } from 'node:fs';
import { JournalFile } from './journal-file.ts';
import type { JournalRecord } from './records.ts';
import type { Recovered } from './recovery.ts';
import { recover } from './recovery.ts';
import { captureLines, syncFolder, writeSnapshot } from './snapshot.ts';
import type { Delivery, State } from './state.ts';
import { journalPath, removeOlder, snapshotPath } from './store-files.ts';
import type { WriteFaults } from './write-faults.ts';

export interface StoreOptions {
  readonly folder: string;
  /** Journals longer than this, and than twice the last snapshot, are replaced by a snapshot. */
  readonly compactAfterBytes: number;
  readonly faults?: WriteFaults | undefined;
  /** Default true; false where what is stored need not outlive the machine. */
  readonly syncToDisk?: boolean | undefined;
  /** Told of every message that reaches an instance, in order. */
  onDelivered(deliveries: readonly Delivery[]): void;
  /** A write failed, for example because the disk is full. The host must stop: what is in memory is not on disk. */
  onFailure(error: Error): void;
}

export class Store {
  readonly state: State;
  readonly #options: StoreOptions;
  readonly #journal: JournalFile;
  #number: number;
  #snapshotBytes: number;
  /** In older journals that the last snapshot does not hold yet. */
  #olderBytes: number;
  #compacting: Promise<void> | undefined;
  #failed = false;

  static async open(options: StoreOptions): Promise<Store> {
    await fs.mkdir(options.folder, { recursive: true });
    const store = new Store(options, await recover(options.folder));
    await syncFolder(options.folder);
    return store;
  }

  private constructor(options: StoreOptions, found: Recovered) {
    this.#options = options;
    this.state = found.state;
    this.#snapshotBytes = found.snapshotBytes;
    this.#olderBytes = found.journalBytes;
    // A journal of its own for every run: a torn tail stays where it is, and is dropped again by the next recovery.
    this.#number = found.lastNumber + 1;
    this.#journal = new JournalFile({
      path: journalPath(options.folder, this.#number),
      firstBatch: found.nextBatch,
      faults: options.faults,
      syncToDisk: options.syncToDisk ?? true,
      beforeBatch: () => this.#compactWhenLong(),
      onFailure: (error) => this.#fail(error),
    });
  }

  /** Resolves when the record is on disk and applied; never, once a write has failed. */
  commit(record: JournalRecord): Promise<void> {
    return new Promise((resolve) => {
      this.#journal.append(JSON.stringify(record), () => {
        const deliveries = this.state.apply(record);
        if (deliveries.length > 0) this.#options.onDelivered(deliveries);
        resolve();
      });
    });
  }

  async close(): Promise<void> {
    if (this.#failed) return;
    await this.#journal.drained();
    await this.#compacting;
    this.#journal.close();
  }

  #fail(error: Error): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#options.onFailure(error);
  }

  /** Everything so far is on disk and applied: what is captured here is exactly what the journals up to now hold. */
  #compactWhenLong(): void {
    const uncompacted = this.#olderBytes + this.#journal.bytes;
    const limit = Math.max(this.#options.compactAfterBytes, 2 * this.#snapshotBytes);
    if (this.#compacting || uncompacted < limit) return;
    this.#number += 1;
    this.#journal.continueIn(journalPath(this.#options.folder, this.#number));
    this.#olderBytes = 0;
    this.#compacting = this.#compact(this.#number, captureLines(this.state.instances.values()))
      .catch((error: Error) => this.#fail(error))
      .finally(() => {
        this.#compacting = undefined;
      });
  }

  async #compact(number: number, lines: readonly string[]): Promise<void> {
    const { folder, faults } = this.#options;
    await syncFolder(folder);
    this.#snapshotBytes = await writeSnapshot(snapshotPath(folder, number), lines, faults);
    await removeOlder(folder, number);
  }
}
