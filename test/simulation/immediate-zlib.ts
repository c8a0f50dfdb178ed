// Compression on a thread pool ends when it likes. In a simulation everything that happens is decided by the seed, so
// compression happens at once.

import { syncBuiltinESMExports } from 'node:module';
import zlib from 'node:zlib';

type Done = (error: Error | null, result: Buffer) => void;

const atOnce =
  (work: (input: zlib.InputType, options: zlib.ZlibOptions) => Buffer) =>
  (input: zlib.InputType, options: zlib.ZlibOptions, done: Done): void => {
    try {
      done(null, work(input, options));
    } catch (error) {
      done(error as Error, Buffer.alloc(0));
    }
  };

/** In this process, from now on. */
export const makeZlibImmediate = (): void => {
  Object.assign(zlib, { gzip: atOnce(zlib.gzipSync), gunzip: atOnce(zlib.gunzipSync) });
  syncBuiltinESMExports();
};
