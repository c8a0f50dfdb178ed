// The vault objects of a stretch of keys, as their listing shows them: 40 bytes each, found by binary search.

import { leadingCount } from '../../domain/manifest/leaf.ts';
import type { ContentFacts } from '../../domain/recovery-point/verify-copy.ts';

/** Half of a key's 32 bytes: two objects of one table never agree in it. */
const keyBytes = 16;
const sizeAt = keyBytes;
const md5At = sizeAt + 8;
const md5Bytes = 16;
const rowBytes = md5At + md5Bytes;
const firstRows = 1_024;

const noMd5 = Buffer.alloc(md5Bytes);

export class ObjectTable {
  #rows = Buffer.alloc(firstRows * rowBytes);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** @param key 64 hex digits, each greater than the one before */
  add(key: string, { size = 0, md5 }: ContentFacts): void {
    if (this.#length * rowBytes === this.#rows.length) {
      this.#rows = Buffer.concat([this.#rows, Buffer.alloc(this.#rows.length)]);
    }
    const half = Buffer.from(key.slice(0, 2 * keyBytes), 'hex');
    if (this.#length > 0 && this.#compare(this.#length - 1, half) >= 0)
      throw new Error(`Vault objects are listed out of order: ${key}`);
    const start = this.#length * rowBytes;
    half.copy(this.#rows, start);
    this.#rows.writeDoubleLE(size, start + sizeAt);
    if (md5 !== undefined) Buffer.from(md5, 'base64').copy(this.#rows, start + md5At, 0, md5Bytes);
    this.#length += 1;
  }

  find(key: string): ContentFacts | undefined {
    const half = Buffer.from(key.slice(0, 2 * keyBytes), 'hex');
    const row = leadingCount(this.#length, (at) => this.#compare(at, half) < 0);
    if (row === this.#length || this.#compare(row, half) !== 0) return undefined;
    const start = row * rowBytes;
    const md5 = this.#rows.subarray(start + md5At, start + rowBytes);
    return {
      size: this.#rows.readDoubleLE(start + sizeAt),
      ...(md5.equals(noMd5) ? {} : { md5: md5.toString('base64') }),
    };
  }

  #compare(row: number, half: Buffer): number {
    const start = row * rowBytes;
    return this.#rows.compare(half, 0, keyBytes, start, start + keyBytes);
  }
}
