// The vault objects that a leaf's entries name: by the key that follows from the entry, or where its location says.

import type { Leaf } from '../../domain/manifest/chunk.ts';
import { vaultObjectBlob, vaultObjectKey } from '../../vault/layout.ts';

export function* objectKeys(leaf: Leaf): Generator<string> {
  const { container, names, etags, kinds, locations } = leaf;
  const explicit = new Map(locations);
  for (const [at, name] of names.entries()) {
    if (kinds.charAt(at) === 'd') continue;
    const location = explicit.get(at);
    if (location === undefined) yield vaultObjectKey(container, name, etags[at] ?? '');
    else if ('object' in location) {
      // Other names are never swept.
      const key = vaultObjectBlob.parse(location.object);
      if (key !== undefined) yield key;
    }
  }
}
