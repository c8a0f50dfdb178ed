// Collects marks of stored names by their first digits, in a few bytes each, and writes them down.

import { FingerprintSet, fingerprintOf } from '../../domain/prune/fingerprint-set.ts';
import { fansOf } from '../../domain/prune/partitions.ts';
import type { PartRef } from '../../vault/documents/prune.ts';
import { marksCodec } from '../../vault/documents/prune-marks.ts';
import { inParallel } from '../../vault/in-parallel.ts';
import type { PruneKey } from '../../vault/stores/prunes.ts';
import type { Vault } from '../../vault/vault.ts';
import { packBytes } from './hashes.ts';

const WRITES_AT_ONCE = 4;

type Kind = 'liveObjects' | 'deadObjects' | 'liveChunks' | 'deadChunks';

type FanMarks = Readonly<Record<Kind, FingerprintSet>>;

const noMarks = (): FanMarks => ({
  liveObjects: new FingerprintSet(),
  deadObjects: new FingerprintSet(),
  liveChunks: new FingerprintSet(),
  deadChunks: new FingerprintSet(),
});

export class MarkAccumulator {
  /** By the number that the first digits are. */
  readonly #fans = new Map<number, FanMarks>();
  readonly #names: readonly string[];
  /** A fingerprint's high half divided by it is that number. */
  readonly #divisor: number;
  #size = 0;

  constructor(digits: number) {
    this.#names = fansOf(digits);
    this.#divisor = 2 ** 32 / this.#names.length;
  }

  /** Marks held in memory. */
  get size(): number {
    return this.#size;
  }

  /** @param hex a chunk's hash or a vault object's key */
  add(kind: Kind, hex: string): void {
    const { high, low } = fingerprintOf(hex);
    const fan = Math.floor(high / this.#divisor);
    let marks = this.#fans.get(fan);
    if (marks === undefined) {
      marks = noMarks();
      this.#fans.set(fan, marks);
    }
    if (marks[kind].add(high, low)) this.#size += 1;
  }

  async write(vault: Vault, key: PruneKey): Promise<readonly PartRef[]> {
    return await inParallel([...this.#fans], WRITES_AT_ONCE, async ([fan, marks]) => {
      const part = this.#names[fan] ?? '';
      const packed = (kind: Kind): string => packBytes(marks[kind].toBytes());
      const hash = await vault.prunes.putPart(key, marksCodec, {
        version: 1,
        liveObjects: packed('liveObjects'),
        deadObjects: packed('deadObjects'),
        liveChunks: packed('liveChunks'),
        deadChunks: packed('deadChunks'),
      });
      return { part, hash };
    });
  }
}
