// local.settings.json: the settings of an app on this machine and the host's own port and CORS origins.

import path from 'node:path';
import { HostStartError } from '../host-start-error.ts';
import type { JsonObject } from './json-with-comments.ts';
import { isJsonObject, readJsonObject } from './json-with-comments.ts';

export interface LocalSettings {
  readonly values: Readonly<Record<string, string>>;
  readonly port: number | undefined;
  readonly corsOrigins: readonly string[];
  readonly corsCredentials: boolean;
}

export function readLocalSettings(appDirectory: string): LocalSettings {
  const file = path.join(appDirectory, 'local.settings.json');
  const raw = readJsonObject(file) ?? {};
  if (raw.IsEncrypted === true) {
    throw new HostStartError(
      `${file}: "IsEncrypted" is true; this host reads plain settings only (func settings decrypt)`,
      { code: 'config' },
    );
  }
  const host = section(file, raw, 'Host');
  return {
    values: { ...plainValues(file, section(file, raw, 'Values')), ...connectionStrings(file, raw) },
    port: port(file, host.LocalHttpPort),
    corsOrigins: splitOrigins(host.CORS),
    corsCredentials: host.CORSCredentials === true,
  };
}

/** Gives the app its settings; what the environment already holds wins. Returns the names that were left alone. */
export function applySettings(
  values: Readonly<Record<string, string>>,
  environment: NodeJS.ProcessEnv,
): string[] {
  const skipped: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    if (environment[name] === undefined) environment[name] = value;
    else if (environment[name] !== value) skipped.push(name);
  }
  return skipped;
}

export function splitOrigins(text: unknown): string[] {
  return typeof text === 'string'
    ? text
        .split(',')
        .map((origin) => origin.trim().replace(/\/$/, ''))
        .filter((origin) => origin !== '')
    : [];
}

function section(file: string, raw: JsonObject, field: string): JsonObject {
  const value = raw[field] ?? {};
  if (!isJsonObject(value))
    throw new HostStartError(`${file}: field "${field}" must be an object`, { code: 'config' });
  return value;
}

function plainValues(file: string, values: JsonObject): Record<string, string> {
  const entries = Object.entries(values).map(([name, value]): [string, string] => {
    if (typeof value === 'object' && value !== null) {
      throw new HostStartError(`${file}: field "Values.${name}" must be a string, not a nested value`, {
        code: 'config',
      });
    }
    return [name, value === null ? '' : String(value)];
  });
  return Object.fromEntries(entries);
}

/** Either `name: "..."` or `name: { ConnectionString, ProviderName }`, as Core Tools reads them. */
function connectionStrings(file: string, raw: JsonObject): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(section(file, raw, 'ConnectionStrings'))) {
    const text = isJsonObject(value) ? value.ConnectionString : value;
    if (typeof text !== 'string') {
      throw new HostStartError(`${file}: field "ConnectionStrings.${name}" must be a string`, {
        code: 'config',
      });
    }
    result[`ConnectionStrings:${name}`] = text;
  }
  return result;
}

function port(file: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0 && number < 65536) return number;
  throw new HostStartError(
    `${file}: field "Host.LocalHttpPort" is ${JSON.stringify(value)}; it must be a port number`,
    {
      code: 'config',
    },
  );
}
