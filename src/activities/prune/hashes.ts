// SHA-256 hashes and fingerprints as documents carry them: their bytes, one after the other, in base64.

const HASH_BYTES = 32;

export const packHashes = (hashes: Iterable<string>): string =>
  Buffer.from([...hashes].join(''), 'hex').toString('base64');

export const unpackHashes = (packed: string): readonly string[] => {
  const hex = Buffer.from(packed, 'base64').toString('hex');
  const count = hex.length / (HASH_BYTES * 2);
  return Array.from({ length: count }, (_, at) => hex.slice(at * HASH_BYTES * 2, (at + 1) * HASH_BYTES * 2));
};

export const packBytes = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

export const unpackBytes = (packed: string): Uint8Array => Buffer.from(packed, 'base64');
