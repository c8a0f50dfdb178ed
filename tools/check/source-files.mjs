// The source files as they lie on the disk: what a checker must have read for its silence to mean anything.

import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Files under the folders of `root` that end in one of `endings`, relative with forward slashes, sorted. */
export function filesUnder(root, folders, endings) {
  return folders
    .filter((folder) => existsSync(path.join(root, folder)))
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
        .map((entry) =>
          path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'),
        ),
    )
    .sort();
}
