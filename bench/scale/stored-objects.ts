// The vault objects of the benchmark's data account: nothing but their keys and sizes, by the first two digits of the key
// in a file, so that fifteen million of them take no memory. Lists by prefix and deletes, as a prune needs it.

import type { BlobItem, BlobPage, DeletedBlob, ListOptions } from '../../src/ports/object-store.ts';
import type { Place, ScratchFile } from './scratch-file.ts';

const FANS = 256;
const MOST = 5_000;
const KEY_BYTES = 32;
/** The key, then the size in four bytes. */
const RECORD = KEY_BYTES + 4;
const DELETED = 0xffff_ffff;
/** Records that are held back to be written at once. */
const PENDING = 1_024;
/** Fans in memory, some two megabytes each with ten million objects. */
const LOADED = 8;
/** Positions in a fan; with 36 bits of the key they make one exact number, by which records are sorted. */
const POSITIONS = 2 ** 17;

interface Fan {
  extents: readonly Place[];
  readonly pending: Buffer;
  count: number;
}

interface LoadedFan {
  readonly records: Buffer;
  /** By key: the beginning of the key, and the record's position. */
  readonly order: Float64Array;
  changed: boolean;
}

/** Behind the two digits that are the fan. */
const beginOfKey = (record: Buffer, at: number): number =>
  record.readUInt32BE(at + 1) * 16 + (record.readUInt8(at + 5) >>> 4);

export class StoredObjects {
  readonly #file: ScratchFile;
  readonly #lastModified: number;
  readonly #fans: readonly Fan[] = Array.from({ length: FANS }, () => ({
    extents: [],
    pending: Buffer.allocUnsafe(RECORD * PENDING),
    count: 0,
  }));
  readonly #loaded = new Map<number, LoadedFan>();
  #size = 0;

  constructor(file: ScratchFile, lastModified: number) {
    this.#file = file;
    this.#lastModified = lastModified;
  }

  get size(): number {
    return this.#size;
  }

  /** @param name as vaultObjectBlob builds it; not yet there */
  add(name: string, bytes: number): void {
    const number = Number.parseInt(name.slice(0, 2), 16);
    const fan = this.#fan(number);
    if (this.#loaded.has(number)) this.#unload(number);
    const at = fan.count * RECORD;
    fan.pending.write(name.slice(3), at, 'hex');
    fan.pending.writeUInt32BE(bytes, at + KEY_BYTES);
    fan.count += 1;
    this.#size += 1;
    if (fan.count === PENDING) this.#flush(fan);
  }

  /** By digits of the key, at most the two that are the folder. */
  page({ prefix = '', continuation, pageSize = MOST }: ListOptions): BlobPage {
    if (!/^[0-9a-f]{0,2}$/.test(prefix)) throw new Error(`Not a prefix that a prune lists: ${prefix}`);
    const [first, last] = [prefix.padEnd(2, '0'), prefix.padEnd(2, 'f')].map((text) =>
      Number.parseInt(text, 16),
    ) as [number, number];
    let [number = first, at = 0] = continuation?.split('-').map(Number) ?? [];
    const items: BlobItem[] = [];
    for (; number <= last; number += 1, at = 0) {
      const fan = this.#load(number);
      for (; at < fan.order.length; at += 1) {
        if (items.length === pageSize) return { items, continuation: `${number}-${at}` };
        const item = this.#item(fan, at);
        if (item !== undefined) items.push(item);
      }
    }
    return { items };
  }

  deleteMany(names: readonly string[]): readonly DeletedBlob[] {
    return names.map((name) => ({ outcome: this.#delete(name) ? 'deleted' : 'absent' }));
  }

  #item({ records, order }: LoadedFan, at: number): BlobItem | undefined {
    const begin = ((order[at] ?? 0) % POSITIONS) * RECORD;
    const size = records.readUInt32BE(begin + KEY_BYTES);
    if (size === DELETED) return undefined;
    const key = records.toString('hex', begin, begin + KEY_BYTES);
    const name = `${key.slice(0, 2)}/${key}`;
    return { name, size, etag: key, lastModified: this.#lastModified, blobType: 'BlockBlob' };
  }

  #delete(name: string): boolean {
    const fan = this.#load(Number.parseInt(name.slice(0, 2), 16));
    const key = Buffer.from(name.slice(3), 'hex');
    const begin = beginOfKey(key, 0) * POSITIONS;
    for (
      let at = lowerBound(fan.order, begin);
      (fan.order[at] ?? Number.POSITIVE_INFINITY) < begin + POSITIONS;
      at += 1
    ) {
      const record = ((fan.order[at] ?? 0) % POSITIONS) * RECORD;
      if (fan.records.compare(key, 0, KEY_BYTES, record, record + KEY_BYTES) !== 0) continue;
      if (fan.records.readUInt32BE(record + KEY_BYTES) === DELETED) return false;
      fan.records.writeUInt32BE(DELETED, record + KEY_BYTES);
      fan.changed = true;
      this.#size -= 1;
      return true;
    }
    return false;
  }

  #load(number: number): LoadedFan {
    const known = this.#loaded.get(number);
    if (known !== undefined) {
      this.#loaded.delete(number);
      this.#loaded.set(number, known);
      return known;
    }
    for (const oldest of this.#loaded.keys()) {
      if (this.#loaded.size < LOADED) break;
      this.#unload(oldest);
    }
    const fan = this.#fan(number);
    this.#flush(fan);
    const records = Buffer.concat(fan.extents.map((extent) => this.#file.read(extent)));
    const count = records.length / RECORD;
    if (count > POSITIONS) throw new Error(`${count} objects under two digits; the most are ${POSITIONS}`);
    const order = Float64Array.from(
      { length: count },
      (_, position) => beginOfKey(records, position * RECORD) * POSITIONS + position,
    ).sort();
    const loaded = { records, order, changed: false };
    this.#loaded.set(number, loaded);
    return loaded;
  }

  #unload(number: number): void {
    const loaded = this.#loaded.get(number);
    this.#loaded.delete(number);
    if (loaded?.changed === true) this.#fan(number).extents = [this.#file.append(loaded.records)];
  }

  #flush(fan: Fan): void {
    if (fan.count === 0) return;
    fan.extents = [...fan.extents, this.#file.append(fan.pending.subarray(0, fan.count * RECORD))];
    fan.count = 0;
  }

  #fan(number: number): Fan {
    const fan = this.#fans[number];
    if (fan === undefined) throw new Error(`No fan ${number}`);
    return fan;
  }
}

const lowerBound = (order: Float64Array, value: number): number => {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((order[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
};
