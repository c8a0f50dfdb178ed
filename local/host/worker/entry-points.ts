// Which files of an app are loaded: package.json `main`, one file or a glob, relative to the app's folder.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { HostStartError } from '../host-start-error.ts';
import { expandBraces, globToRegExp, staticPrefix } from './glob.ts';

export interface EntryPoints {
  readonly main: string;
  /** Absolute paths, in the order in which they are loaded. */
  readonly files: readonly string[];
  /** package.json `type` is `module`. */
  readonly esModules: boolean;
}

export function findEntryPoints(appDirectory: string): EntryPoints {
  const packageFile = path.join(appDirectory, 'package.json');
  const manifest = readManifest(packageFile);
  const main = manifest.main;
  if (typeof main !== 'string' || main === '') {
    throw new HostStartError(
      `${packageFile}: no "main". The Node v4 programming model loads the file or glob that "main" names, e.g. "src/functions/*.js".`,
      { code: 'app-load' },
    );
  }
  const tried = expandBraces(main.replaceAll('\\', '/')).map((p) => path.posix.normalize(p.trim()));
  const files = [...new Set(tried.flatMap((pattern) => matchingFiles(appDirectory, pattern)))];
  if (files.length === 0) throw nothingMatches(appDirectory, packageFile, main, tried);
  return { main, files, esModules: manifest.type === 'module' };
}

function readManifest(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new HostStartError(
      `${file}: cannot be read. A Node function app needs a package.json with "main".`,
      { code: 'app-load', cause: error },
    );
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as Record<string, unknown>;
  } catch (error) {
    throw new HostStartError(`${file}: not valid JSON (${(error as Error).message})`, {
      code: 'app-load',
      cause: error,
    });
  }
}

function matchingFiles(root: string, pattern: string): string[] {
  const plain = path.join(root, pattern);
  if (!/[*?[\]]/.test(pattern)) {
    if (!existsSync(plain)) return [];
    return statSync(plain).isDirectory() ? matchingFiles(root, `${pattern.replace(/\/$/, '')}/**`) : [plain];
  }
  const expression = globToRegExp(pattern);
  return walk(root, staticPrefix(pattern))
    .filter((file) => expression.test(file))
    .sort()
    .map((file) => path.join(root, file));
}

function walk(root: string, folder: string): string[] {
  const absolute = path.join(root, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (entry.name === 'node_modules') return [];
    const found = statSync(path.join(root, name), { throwIfNoEntry: false }); // a broken link has none
    if (!found) return [];
    return found.isDirectory() ? walk(root, name) : [name];
  });
}

function nothingMatches(root: string, packageFile: string, main: string, tried: string[]): HostStartError {
  const places = tried.map((pattern) => `\n  ${path.join(root, pattern)}`).join('');
  const hint = /^dist\//.test(main) ? '\nHas the app been built?' : '';
  return new HostStartError(
    `${packageFile}: found zero files matching "main" (${JSON.stringify(main)}). Tried:${places}${hint}`,
    { code: 'app-load' },
  );
}
