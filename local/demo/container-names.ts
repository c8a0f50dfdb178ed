// Which container a file of a folder goes to: one per top-level folder while those are few, else a fixed number of
// groups. Pure; names follow Azure's rule (3 to 63 of a-z, 0-9 and single hyphens).

import { createHash } from 'node:crypto';

const MOST_FOLDERS = 12;
const GROUPS = 30;
const ROOT = 'root-files';

/** First folder of a relative path with `/`; undefined for a file that lies at the top. */
const topFolder = (path: string): string | undefined => {
  const slash = path.indexOf('/');
  return slash < 0 ? undefined : path.slice(0, slash);
};

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Assigns every relative path its container. */
export const assignContainers = (paths: readonly string[]): ((path: string) => string) => {
  const tops = [...new Set(paths.map(topFolder))].filter((top) => top !== undefined).sort();
  const named = tops.length <= MOST_FOLDERS ? nameFolders(tops) : undefined;
  return (path) => {
    const top = topFolder(path);
    if (top === undefined) return ROOT;
    return named?.get(top) ?? `files-${(Number.parseInt(hashOf(top).slice(0, 8), 16) % GROUPS) + 1}`;
  };
};

const nameFolders = (tops: readonly string[]): ReadonlyMap<string, string> => {
  const taken = new Set<string>([ROOT]);
  const names = new Map<string, string>();
  for (const top of tops) {
    const plain = plainName(top);
    const name = taken.has(plain) ? `${plain.slice(0, 54)}-${hashOf(top).slice(0, 8)}` : plain;
    taken.add(name);
    names.set(top, name);
  }
  return names;
};

const plainName = (folder: string): string => {
  const plain = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60)
    .replace(/-$/, '');
  return plain.length >= 3 ? plain : `dir-${plain === '' ? hashOf(folder).slice(0, 8) : plain}`;
};
