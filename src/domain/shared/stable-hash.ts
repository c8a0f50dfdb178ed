// FNV-1a, 64 bits: a small hash for ids that must come out the same in every process and version. Not for secrets.

const OFFSET = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;

/** Hash of the UTF-16 code units of a text, as 16 hex digits. */
export const fnv1a64 = (text: string): string => {
  let hash = OFFSET;
  for (let index = 0; index < text.length; index += 1) {
    const unit = BigInt(text.charCodeAt(index));
    hash = BigInt.asUintN(64, (hash ^ (unit & 0xffn)) * PRIME);
    hash = BigInt.asUintN(64, (hash ^ (unit >> 8n)) * PRIME);
  }
  return hash.toString(16).padStart(16, '0');
};
