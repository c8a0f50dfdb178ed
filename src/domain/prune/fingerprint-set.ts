// A set of 64-bit fingerprints of names that are themselves hashes, in a few bytes each: what is in use in a vault of ten
// million objects fits into memory in parts. Two names of one fingerprint can only keep garbage, never lose data.

/** Of a name in lower-case hex, its first 16 digits. */
export interface Fingerprint {
  readonly high: number;
  readonly low: number;
}

export const fingerprintOf = (hex: string): Fingerprint => ({
  high: eightDigits(hex, 0),
  low: eightDigits(hex, 8),
});

/** Digit by digit: for each blob of a vault, cutting out a text that is parsed would take several times as long. */
const eightDigits = (hex: string, from: number): number => {
  let value = 0;
  for (let at = from; at < from + 8; at += 1) value = value * 16 + digitOf(hex.charCodeAt(at));
  return value;
};

const ZERO = '0'.charCodeAt(0);
const NINE = '9'.charCodeAt(0);
const TEN = 'a'.charCodeAt(0) - 10;

const digitOf = (unit: number): number => unit - (unit <= NINE ? ZERO : TEN);

/** Names are hashes already, so their own digits spread them. Slots are pairs; both zero means free. */
export class FingerprintSet {
  #slots: Uint32Array;
  #size = 0;
  #hasZero = false;

  constructor(expected = 16) {
    this.#slots = new Uint32Array(2 * 2 ** Math.ceil(Math.log2(Math.max(16, expected * 2))));
  }

  /** Of several sets' bytes; large enough from the start. */
  static of(parts: readonly Uint8Array[]): FingerprintSet {
    const set = new FingerprintSet(parts.reduce((sum, { byteLength }) => sum + byteLength / 8, 0));
    for (const part of parts) set.#addBytes(part);
    return set;
  }

  get size(): number {
    return this.#size + (this.#hasZero ? 1 : 0);
  }

  /** Whether it is new. */
  add(high: number, low: number): boolean {
    if (high === 0 && low === 0) {
      const isNew = !this.#hasZero;
      this.#hasZero = true;
      return isNew;
    }
    if (this.#size * 4 >= this.#slots.length) this.#grow();
    return this.#put(high, low);
  }

  has(high: number, low: number): boolean {
    if (high === 0 && low === 0) return this.#hasZero;
    const slot = this.#find(high, low);
    return this.#slots[slot] === high && this.#slots[slot + 1] === low;
  }

  /** Eight bytes each, big-endian, in no order. */
  toBytes(): Uint8Array {
    const bytes = new Uint8Array(this.size * 8);
    const view = new DataView(bytes.buffer);
    let at = this.#hasZero ? 8 : 0;
    for (let slot = 0; slot < this.#slots.length; slot += 2) {
      const high = this.#slots[slot] ?? 0;
      const low = this.#slots[slot + 1] ?? 0;
      if (high === 0 && low === 0) continue;
      view.setUint32(at, high);
      view.setUint32(at + 4, low);
      at += 8;
    }
    return bytes;
  }

  #addBytes(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at + 8 <= bytes.byteLength; at += 8)
      this.add(view.getUint32(at), view.getUint32(at + 4));
  }

  #put(high: number, low: number): boolean {
    const slot = this.#find(high, low);
    if (this.#slots[slot] === high && this.#slots[slot + 1] === low) return false;
    this.#slots[slot] = high;
    this.#slots[slot + 1] = low;
    this.#size += 1;
    return true;
  }

  /** Where it is, or the free slot where it belongs. */
  #find(high: number, low: number): number {
    const mask = this.#slots.length - 1;
    // The high digits are alike within one part of a vault.
    let slot = ((low ^ Math.imul(high, 0x9e3779b1)) << 1) & mask;
    for (;;) {
      const slotHigh = this.#slots[slot];
      const slotLow = this.#slots[slot + 1];
      if (slotHigh === high && slotLow === low) return slot;
      if (slotHigh === 0 && slotLow === 0) return slot;
      slot = (slot + 2) & mask;
    }
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Uint32Array(before.length * 2);
    this.#size = 0;
    for (let slot = 0; slot < before.length; slot += 2) {
      const high = before[slot] ?? 0;
      const low = before[slot + 1] ?? 0;
      if (high !== 0 || low !== 0) this.#put(high, low);
    }
  }
}
