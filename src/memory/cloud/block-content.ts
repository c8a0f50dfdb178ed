// What a volume, snapshot or disk holds: blocks, of which none is ever changed once it is shared. A copy costs a table
// of blocks and not the bytes; what differs between two states is known by which blocks they share.

export const BLOCK_BYTES = 4096;

export class BlockContent {
  readonly sizeBytes: number;
  /** Rises with every write. */
  changes = 0;
  private readonly blocks: Map<number, Uint8Array>;

  constructor(sizeBytes: number, blocks: ReadonlyMap<number, Uint8Array> = new Map()) {
    this.sizeBytes = sizeBytes;
    this.blocks = new Map(blocks);
  }

  /** The same bytes, in a state of their own and perhaps with more room. */
  copy(sizeBytes = this.sizeBytes): BlockContent {
    return new BlockContent(sizeBytes, this.blocks);
  }

  read(offset: number, length: number): Uint8Array {
    this.requireInside(offset, length);
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; ) {
      const { block, start, count } = this.piece(offset + at, length - at);
      const held = this.blocks.get(block);
      if (held !== undefined) bytes.set(held.subarray(start, start + count), at);
      at += count;
    }
    return bytes;
  }

  write(offset: number, bytes: Uint8Array): void {
    this.requireInside(offset, bytes.length);
    this.changes += 1;
    for (let at = 0; at < bytes.length; ) {
      const { block, start, count } = this.piece(offset + at, bytes.length - at);
      const changed = Uint8Array.from(this.blocks.get(block) ?? new Uint8Array(BLOCK_BYTES));
      changed.set(bytes.subarray(at, at + count), start);
      this.blocks.set(block, changed);
      at += count;
    }
  }

  /** Bytes of the blocks that an incremental snapshot on top of `earlier` has to store; without one, of all blocks. */
  bytesSince(earlier: BlockContent | undefined): number {
    let blocks = 0;
    for (const [number, block] of this.blocks) {
      if (earlier?.blocks.get(number) !== block) blocks += 1;
    }
    return blocks * BLOCK_BYTES;
  }

  /** Blocks that were ever written, in order: what is left out is zero. */
  entries(): readonly (readonly [number, Uint8Array])[] {
    return [...this.blocks].sort(([a], [b]) => a - b);
  }

  private piece(position: number, most: number): { block: number; start: number; count: number } {
    const start = position % BLOCK_BYTES;
    return {
      block: Math.floor(position / BLOCK_BYTES),
      start,
      count: Math.min(BLOCK_BYTES - start, most),
    };
  }

  private requireInside(offset: number, length: number): void {
    if (offset < 0 || length < 0 || offset + length > this.sizeBytes) {
      throw new RangeError(`${offset}+${length} lies outside of ${this.sizeBytes} bytes`);
    }
  }
}
