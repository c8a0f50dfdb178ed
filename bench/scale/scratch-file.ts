// What the services of the benchmark hold, kept out of the memory that is measured: one file, only ever added to.

import { closeSync, openSync, readSync, writeSync } from 'node:fs';

export interface Place {
  readonly offset: number;
  readonly length: number;
}

export class ScratchFile {
  readonly #file: number;
  #end = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'w+');
  }

  append(bytes: Uint8Array): Place {
    const place = { offset: this.#end, length: bytes.length };
    writeSync(this.#file, bytes, 0, bytes.length, place.offset);
    this.#end += bytes.length;
    return place;
  }

  read({ offset, length }: Place): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    const found = readSync(this.#file, bytes, 0, length, offset);
    if (found !== length) throw new Error(`${found} bytes of ${length} at ${offset}`);
    return bytes;
  }

  close(): void {
    closeSync(this.#file);
  }
}
