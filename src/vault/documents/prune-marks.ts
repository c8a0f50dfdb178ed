// prunes/{instance}/{job}/parts/{hash}.json: what marking passes on. Each is named by its own content, so that two
// attempts at one step never mix: a step's record names the parts that count.

import * as z from 'zod';
import { documentCodec } from '../document-codec.ts';

/** Leaves of one stretch of keys: hashes of 32 bytes each, base64. */
export interface LeafList {
  readonly version: 1;
  readonly live: string;
  /** Of recovery points that are being deleted; may hold live ones too. */
  readonly dead: string;
}

export const leafListCodec = documentCodec<LeafList>({
  1: z.looseObject({ version: z.literal(1), live: z.string(), dead: z.string() }),
});

/** Names of chunks and objects that begin with certain digits: fingerprints of 8 bytes each, base64. */
export interface Marks {
  readonly version: 1;
  readonly liveObjects: string;
  readonly deadObjects: string;
  readonly liveChunks: string;
  readonly deadChunks: string;
}

export const marksCodec = documentCodec<Marks>({
  1: z.looseObject({
    version: z.literal(1),
    liveObjects: z.string(),
    deadObjects: z.string(),
    liveChunks: z.string(),
    deadChunks: z.string(),
  }),
});
