// Chooses the files that fill the source account: all of a folder that the user names, or a bounded set of the
// project's own dependencies, the same set at every start with the same lockfile.

import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface ChosenFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to the folder, with `/` between segments. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the Unix epoch. */
  readonly modified: number;
}

export interface Choice {
  readonly files: readonly ChosenFile[];
  /** Files that cannot become blobs or cannot be read, with the reason; said to the user, never dropped silently. */
  readonly leftOut: readonly string[];
}

/** Azure's limit for a blob name. */
const LONGEST_NAME = 1_024;
const DEFAULT_FILES = 3_000;
const DEFAULT_BYTES = 64 * 1024 * 1024;
const DEFAULT_LARGEST = 4 * 1024 * 1024;

export const chooseAllFiles = (folder: string): Choice => {
  const leftOut: string[] = [];
  const files = [...walk(folder, '', leftOut, () => true)].flatMap((name) => describe(folder, name, leftOut));
  return { files, leftOut };
};

export const chooseSample = (folder: string): Choice => {
  const leftOut: string[] = [];
  // Folders with a leading dot in node_modules hold caches, which change from run to run.
  const names = [...walk(folder, '', leftOut, (segment) => !segment.startsWith('.'))];
  const shuffled = names
    .map((name) => ({ name, order: orderOf(name) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1));
  const files: ChosenFile[] = [];
  let bytes = 0;
  for (const { name } of shuffled) {
    if (files.length === DEFAULT_FILES) break;
    const [file] = describe(folder, name, leftOut);
    if (file === undefined || file.size > DEFAULT_LARGEST || bytes + file.size > DEFAULT_BYTES) continue;
    files.push(file);
    bytes += file.size;
  }
  return { files: files.sort((a, b) => (a.name < b.name ? -1 : 1)), leftOut };
};

const orderOf = (name: string): string => createHash('sha1').update(name).digest('hex');

function* walk(
  folder: string,
  below: string,
  leftOut: string[],
  wanted: (segment: string) => boolean,
): Generator<string> {
  for (const entry of readFolder(join(folder, below), leftOut)) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (!wanted(entry.name)) continue;
    if (entry.isDirectory()) yield* walk(folder, name, leftOut, wanted);
    else if (entry.isFile()) yield name;
    else leftOut.push(`${name} (neither file nor folder)`);
  }
}

const readFolder = (path: string, leftOut: string[]) => {
  try {
    return readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    leftOut.push(`${path} (${reasonOf(error)})`);
    return [];
  }
};

const describe = (folder: string, name: string, leftOut: string[]): readonly ChosenFile[] => {
  if (name.length > LONGEST_NAME) {
    leftOut.push(`${name.slice(0, 60)}... (longer than ${LONGEST_NAME} characters)`);
    return [];
  }
  // The service makes a slash of it, and another file may have that name.
  if (name.includes('\\')) {
    leftOut.push(`${name} (a backslash in a blob's name is a slash to the service)`);
    return [];
  }
  try {
    const path = join(folder, name);
    const { size, mtimeMs } = statSync(path);
    return [{ path, name, size, modified: Math.floor(mtimeMs) }];
  } catch (error) {
    leftOut.push(`${name} (${reasonOf(error)})`);
    return [];
  }
};

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
