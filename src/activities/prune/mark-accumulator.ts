// Collects marks of stored names by their first digits, in a few bytes each, and writes them down.

import { FingerprintSet, fingerprintOf } from '../../domain/prune/fingerprint-set.ts';
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
  readonly #digits: number;
  readonly #fans = new Map<string, FanMarks>();
  #size = 0;

  constructor(digits: number) {
    this.#digits = digits;
  }

  /** Marks held in memory. */
  get size(): number {
    return this.#size;
  }

  /** @param hex a chunk's hash or a vault object's key */
  add(kind: Kind, hex: string): void {
    const fan = hex.slice(0, this.#digits);
    let marks = this.#fans.get(fan);
    if (marks === undefined) {
      marks = noMarks();
      this.#fans.set(fan, marks);
    }
    const { high, low } = fingerprintOf(hex);
    if (marks[kind].add(high, low)) this.#size += 1;
  }

  async write(vault: Vault, key: PruneKey): Promise<readonly PartRef[]> {
    return await inParallel([...this.#fans], WRITES_AT_ONCE, async ([part, marks]) => {
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
