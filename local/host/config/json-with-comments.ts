// Reads the JSON that the Functions tools accept in host.json and local.settings.json: a byte order mark, comments
// and trailing commas are allowed.

import { readFileSync } from 'node:fs';
import { HostStartError } from '../host-start-error.ts';

export type JsonObject = { readonly [key: string]: unknown };

/** The object in `file`, or undefined when there is no such file. */
export function readJsonObject(file: string): JsonObject | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new HostStartError(`${file}: cannot be read (${(error as Error).message})`, {
      code: 'config',
      cause: error,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(toPlainJson(text));
  } catch (error) {
    throw new HostStartError(`${file}: not valid JSON (${(error as Error).message})`, {
      code: 'config',
      cause: error,
    });
  }
  if (!isJsonObject(value)) throw new HostStartError(`${file}: must hold a JSON object`, { code: 'config' });
  return value;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Comments become spaces (so that positions in error messages stay true), trailing commas go. */
export function toPlainJson(text: string): string {
  const token = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  const bare = text
    .replace(/^\uFEFF/, '')
    .replace(token, (found) => (found.startsWith('"') ? found : found.replace(/[^\n]/g, ' ')));
  return bare.replace(/"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g, (found) => (found === ',' ? ' ' : found));
}
