// host.json as this host understands it: read, overridden by `AzureFunctionsJobHost__a__b` settings, checked.
// Sections that only matter in Azure are left alone.

import path from 'node:path';
import { HostStartError } from '../host-start-error.ts';
import type { Settings } from './app-settings.ts';
import { resolveSettings } from './app-settings.ts';
import type { JsonObject } from './json-with-comments.ts';
import { isJsonObject, readJsonObject } from './json-with-comments.ts';
import { parseTimeSpan } from './time-span.ts';

export interface HostConfig {
  /** Between the origin and every route, without slashes; '' for none. */
  readonly routePrefix: string;
  readonly customHeaders: Readonly<Record<string, string>>;
  /** Beyond this many waiting and running requests the host answers 429; undefined for no limit. */
  readonly maxOutstandingRequests: number | undefined;
  readonly maxConcurrentRequests: number | undefined;
  /** Undefined for no limit. */
  readonly functionTimeoutMs: number | undefined;
  /** Category prefix to lowest level shown. */
  readonly logLevels: Readonly<Record<string, string>>;
  /** host.json `functions`: only these are loaded; undefined for all. */
  readonly functions: readonly string[] | undefined;
  /** The section `extensions.durableTask`, with settings resolved. */
  readonly durableTask: JsonObject;
}

// The host's default outside the Consumption plan.
const DEFAULT_TIMEOUT_MS = 30 * 60_000;

export function readHostConfig(appDirectory: string, settings: Settings): HostConfig {
  const file = path.join(appDirectory, 'host.json');
  const raw = readJsonObject(file);
  if (!raw)
    throw new HostStartError(`${file}: not found. A function app has a host.json in its root folder.`, {
      code: 'config',
    });
  const fields = new Fields(file, withOverrides(raw, settings));
  checkVersion(file, fields.at('version'));
  return {
    routePrefix: fields.text('extensions.http.routePrefix', 'api').replace(/^\/+|\/+$/g, ''),
    customHeaders: fields.textMap('extensions.http.customHeaders'),
    maxOutstandingRequests: fields.limit('extensions.http.maxOutstandingRequests'),
    maxConcurrentRequests: fields.limit('extensions.http.maxConcurrentRequests'),
    functionTimeoutMs: timeout(file, fields.at('functionTimeout')),
    logLevels: fields.textMap('logging.logLevel'),
    functions: fields.textList('functions'),
    durableTask: resolveDeep(fields.object('extensions.durableTask'), settings) as JsonObject,
  };
}

function checkVersion(file: string, version: unknown): void {
  if (version === '2.0') return;
  const found = version === undefined ? 'is missing' : `is ${JSON.stringify(version)}`;
  throw new HostStartError(`${file}: field "version" ${found}; it must be "2.0"`, { code: 'config' });
}

function timeout(file: string, value: unknown): number | undefined {
  if (value === undefined) return DEFAULT_TIMEOUT_MS;
  if (String(value) === '-1') return undefined;
  const ms = parseTimeSpan(String(value));
  if (ms === undefined || ms <= 0) {
    throw new HostStartError(
      `${file}: field "functionTimeout" is ${JSON.stringify(value)}; it must be a time span such as "00:30:00", or "-1"`,
      { code: 'config' },
    );
  }
  return ms;
}

/** Settings named `AzureFunctionsJobHost__a__b` (or with colons) replace `a.b`, whatever the case of either. */
function withOverrides(raw: JsonObject, settings: Settings): JsonObject {
  const merged = structuredClone(raw) as Record<string, unknown>;
  for (const [name, value] of Object.entries(settings)) {
    const [head, ...keys] = name.split(/__|:/);
    if (head?.toLowerCase() !== 'azurefunctionsjobhost' || keys.length === 0 || value === undefined) continue;
    let section = merged;
    for (const key of keys.slice(0, -1)) {
      const at = sameKey(section, key);
      if (!isJsonObject(section[at])) section[at] = {};
      section = section[at] as Record<string, unknown>;
    }
    section[sameKey(section, keys.at(-1) ?? '')] = value;
  }
  return merged;
}

function sameKey(section: JsonObject, key: string): string {
  return Object.keys(section).find((known) => known.toLowerCase() === key.toLowerCase()) ?? key;
}

function resolveDeep(value: unknown, settings: Settings): unknown {
  if (typeof value === 'string') return resolveSettings(value, settings).text;
  if (Array.isArray(value)) return value.map((item) => resolveDeep(item, settings));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolveDeep(inner, settings)]));
}

/** Typed reads by dotted path, each failing with the file and the field. */
class Fields {
  readonly #file: string;
  readonly #root: JsonObject;

  constructor(file: string, root: JsonObject) {
    this.#file = file;
    this.#root = root;
  }

  at(field: string): unknown {
    return field.split('.').reduce<unknown>((section, key) => {
      if (section === undefined || section === null) return undefined;
      if (!isJsonObject(section)) throw this.#wrong(field, 'inside an object');
      return section[sameKey(section, key)];
    }, this.#root);
  }

  text(field: string, fallback: string): string {
    const value = this.at(field) ?? fallback;
    if (typeof value !== 'string') throw this.#wrong(field, 'a string');
    return value;
  }

  object(field: string): JsonObject {
    const value = this.at(field) ?? {};
    if (!isJsonObject(value)) throw this.#wrong(field, 'an object');
    return value;
  }

  textMap(field: string): Record<string, string> {
    return Object.fromEntries(Object.entries(this.object(field)).map(([key, value]) => [key, String(value)]));
  }

  textList(field: string): string[] | undefined {
    const value = this.at(field);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw this.#wrong(field, 'an array of function names');
    return value.map(String);
  }

  /** A positive whole number; -1 means unlimited. */
  limit(field: string): number | undefined {
    const value = this.at(field);
    if (value === undefined || String(value) === '-1') return undefined;
    if (!/^[1-9]\d*$/.test(String(value))) throw this.#wrong(field, 'a positive whole number or -1');
    return Number(value);
  }

  #wrong(field: string, expected: string): HostStartError {
    return new HostStartError(`${this.#file}: field "${field}" must be ${expected}`, { code: 'config' });
  }
}
