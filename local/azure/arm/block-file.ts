// Blocks of volumes on disk, each under the hash of its bytes and once: one file, appended to, of records of a SHA-256
// and a block. What a killed process has half written is cut off at the next start.

import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, renameSync, truncateSync, writeSync } from 'node:fs';
import { BLOCK_BYTES } from '../../../src/memory/cloud/block-content.ts';

const HASH_BYTES = 32;
const RECORD_BYTES = HASH_BYTES + BLOCK_BYTES;
/** From so many blocks on, a file of which nobody needs half is written anew. */
const WORTH_WRITING_ANEW = 1_024;

const hashOf = (block: Uint8Array): string => createHash('sha256').update(block).digest('hex');

export class BlockFile {
  readonly #path: string;
  readonly #blocks = new Map<string, Uint8Array>();
  /** A block is never changed once it is shared. */
  readonly #hashes = new WeakMap<Uint8Array, string>();
  #descriptor: number;

  constructor(path: string) {
    this.#path = path;
    if (existsSync(path)) this.#read();
    this.#descriptor = openSync(path, 'a', 0o600);
  }

  /** Appends it unless it is there; returns its hash. */
  keep(block: Uint8Array): string {
    const hash = this.#hashes.get(block) ?? hashOf(block);
    this.#hashes.set(block, hash);
    if (this.#blocks.has(hash)) return hash;
    writeAll(this.#descriptor, recordOf(hash, block));
    this.#blocks.set(hash, block);
    return hash;
  }

  get(hash: string): Uint8Array {
    const block = this.#blocks.get(hash);
    if (block === undefined) throw new Error(`${this.#path} has no block ${hash}`);
    return block;
  }

  /** Forgets blocks that are not needed, where it is worth the writing. */
  tidy(needed: ReadonlySet<string>): void {
    if (this.#blocks.size < WORTH_WRITING_ANEW || needed.size * 2 > this.#blocks.size) return;
    const next = `${this.#path}.next`;
    const descriptor = openSync(next, 'w', 0o600);
    for (const hash of needed) writeAll(descriptor, recordOf(hash, this.get(hash)));
    closeSync(descriptor);
    closeSync(this.#descriptor);
    renameSync(next, this.#path);
    for (const hash of [...this.#blocks.keys()]) if (!needed.has(hash)) this.#blocks.delete(hash);
    this.#descriptor = openSync(this.#path, 'a', 0o600);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #read(): void {
    const bytes = readFileSync(this.#path);
    let at = 0;
    for (; at + RECORD_BYTES <= bytes.length; at += RECORD_BYTES) {
      const hash = bytes.toString('hex', at, at + HASH_BYTES);
      const block = new Uint8Array(bytes.subarray(at + HASH_BYTES, at + RECORD_BYTES));
      if (hashOf(block) !== hash) break;
      this.#blocks.set(hash, block);
      this.#hashes.set(block, hash);
    }
    if (at < bytes.length) truncateSync(this.#path, at);
  }
}

const recordOf = (hash: string, block: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(hash, 'hex'), block]);

const writeAll = (descriptor: number, bytes: Buffer): void => {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
};
