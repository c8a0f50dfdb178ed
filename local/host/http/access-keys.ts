// Keys and what they open: the master key everything, host and function keys the functions, a system key the webhook
// of its extension. Kept in one file, made on first use.

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { JsonObject } from '../config/json-with-comments.ts';
import { isJsonObject, readJsonObject } from '../config/json-with-comments.ts';
import { HostStartError } from '../host-start-error.ts';

export type AuthLevel = 'anonymous' | 'function' | 'admin';

export interface AccessKeys {
  readonly masterKey: string;
  /** Open every function. */
  readonly functionKeys: Readonly<Record<string, string>>;
  readonly systemKeys: Readonly<Record<string, string>>;
  /** By function name, then key name. */
  readonly functions: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export type Access = 'allowed' | 'unauthorized' | 'forbidden';

const SYSTEM_KEYS = ['durabletask_extension', 'eventgrid_extension'];

/** The keys in `file`; those that are missing are made and stored there. */
export function loadAccessKeys(file: string, functionNames: readonly string[]): AccessKeys {
  const stored = readJsonObject(file) ?? {};
  const keys: AccessKeys = {
    masterKey: typeof stored.masterKey === 'string' ? stored.masterKey : newKey(),
    functionKeys: { default: newKey(), ...textMap(file, stored, 'functionKeys') },
    systemKeys: {
      ...Object.fromEntries(SYSTEM_KEYS.map((name) => [name, newKey()])),
      ...textMap(file, stored, 'systemKeys'),
    },
    functions: functionKeyMaps(file, stored, functionNames),
  };
  if (!existsSync(file) || JSON.stringify(stored) !== JSON.stringify(keys)) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  }
  return keys;
}

export function accessToFunction(
  keys: AccessKeys,
  level: AuthLevel,
  functionName: string,
  given: string | undefined,
): Access {
  if (level === 'anonymous' || matches(given, [keys.masterKey])) return 'allowed';
  const opening = [...Object.values(keys.functionKeys), ...Object.values(keys.functions[functionName] ?? {})];
  if (!matches(given, opening)) return 'unauthorized';
  return level === 'function' ? 'allowed' : 'forbidden';
}

export function accessToWebhook(keys: AccessKeys, extension: string, given: string | undefined): Access {
  const own = keys.systemKeys[`${extension}_extension`];
  return matches(given, own === undefined ? [keys.masterKey] : [keys.masterKey, own])
    ? 'allowed'
    : 'unauthorized';
}

export function accessToAdmin(keys: AccessKeys, given: string | undefined): Access {
  return matches(given, [keys.masterKey]) ? 'allowed' : 'unauthorized';
}

function matches(given: string | undefined, candidates: readonly string[]): boolean {
  if (given === undefined || given === '') return false;
  const bytes = Buffer.from(given);
  return candidates.some((candidate) => {
    const expected = Buffer.from(candidate);
    return expected.length === bytes.length && timingSafeEqual(expected, bytes);
  });
}

function newKey(): string {
  return randomBytes(40).toString('base64url');
}

function functionKeyMaps(
  file: string,
  stored: JsonObject,
  names: readonly string[],
): Record<string, Record<string, string>> {
  const section = stored.functions ?? {};
  if (!isJsonObject(section))
    throw new HostStartError(`${file}: field "functions" must be an object`, { code: 'config' });
  const all = [...new Set([...Object.keys(section), ...names])];
  return Object.fromEntries(
    all.map((name) => [name, { default: newKey(), ...textMap(file, section, name) }]),
  );
}

function textMap(file: string, section: JsonObject, field: string): Record<string, string> {
  const value = section[field] ?? {};
  if (!isJsonObject(value) || Object.values(value).some((key) => typeof key !== 'string')) {
    throw new HostStartError(`${file}: field "${field}" must be an object of keys`, { code: 'config' });
  }
  return value as Record<string, string>;
}
