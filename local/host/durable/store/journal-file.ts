// Appends lines to one journal file with group commit: what is asked for while a sync runs goes out together in the
// next one. A promise resolves when its line is on disk; after a failed write no promise resolves any more.

import { closeSync, fdatasync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { formatLine } from './journal-line.ts';
import type { WriteFaults } from './write-faults.ts';

interface Waiting {
  readonly json: string;
  readonly written: () => void;
}

// Longer than this the event loop should not stand still for a disk.
const QUICK_SYNC_MS = 1;

export interface JournalFileOptions {
  readonly path: string;
  readonly firstBatch: number;
  readonly faults: WriteFaults | undefined;
  /** False: lines outlive the process but not the machine. */
  readonly syncToDisk: boolean;
  /** Runs before each batch, when all that was asked for earlier is on disk and `written`. */
  beforeBatch(): void;
  /** Called once; the host must stop. */
  onFailure(error: Error): void;
}

export class JournalFile {
  readonly #options: JournalFileOptions;
  #path: string;
  #fd: number;
  #batch: number;
  #bytes = 0;
  #waiting: Waiting[] = [];
  #flushing = false;
  #failed: Error | undefined;
  /** Moving average. */
  #syncMs = 0;
  readonly #idle: (() => void)[] = [];

  constructor(options: JournalFileOptions) {
    this.#options = options;
    this.#batch = options.firstBatch;
    this.#path = options.path;
    this.#fd = openSync(options.path, 'a');
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Lines go to another file from now on. */
  continueIn(path: string): void {
    closeSync(this.#fd);
    this.#path = path;
    this.#fd = openSync(path, 'a');
    this.#bytes = 0;
  }

  /** `written` runs in the order of the calls, when the line is on disk. */
  append(json: string, written: () => void): void {
    if (this.#failed) return;
    this.#waiting.push({ json, written });
    if (this.#flushing) return;
    this.#flushing = true;
    // Lines asked for in the same tick share the first sync too.
    setImmediate(() => this.#flush());
  }

  /** Resolves when nothing is waiting to be written. */
  drained(): Promise<void> {
    if (!this.#flushing) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  close(): void {
    closeSync(this.#fd);
  }

  #flush(): void {
    const batch = this.#waiting;
    this.#waiting = [];
    const number = this.#batch++;
    try {
      this.#options.beforeBatch();
      this.#write(Buffer.from(batch.map(({ json }) => formatLine({ batch: number, json })).join('')));
    } catch (error) {
      this.#fail(error as Error);
      return;
    }
    this.#sync(() => this.#synced(batch));
  }

  /** A quick disk is waited for: handing the call to another thread and back takes longer than the call itself. */
  #sync(done: () => void): void {
    if (!this.#options.syncToDisk) {
      done();
      return;
    }
    const began = performance.now();
    const finish = (error: Error | null) => {
      this.#syncMs += (performance.now() - began - this.#syncMs) / 8;
      if (error) this.#fail(error);
      else done();
    };
    if (this.#syncMs > QUICK_SYNC_MS) {
      fdatasync(this.#fd, finish);
      return;
    }
    try {
      fdatasyncSync(this.#fd);
    } catch (error) {
      finish(error as Error);
      return;
    }
    finish(null);
  }

  #synced(batch: readonly Waiting[]): void {
    this.#options.faults?.afterWrite();
    for (const { written } of batch) written();
    if (this.#waiting.length > 0) {
      this.#flush();
      return;
    }
    this.#flushing = false;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #write(content: Buffer): void {
    this.#options.faults?.beforeWrite(
      (bytes) => writeSync(this.#fd, content.subarray(0, bytes)),
      content.length,
    );
    for (let done = 0; done < content.length; ) done += writeSync(this.#fd, content, done);
    this.#bytes += content.length;
  }

  #fail(error: Error): void {
    this.#failed = error;
    this.#options.onFailure(new Error(`${this.#path}: ${error.message}`, { cause: error }));
  }
}
