// What a host is started with, and what it makes of options, local.settings.json and defaults.

import { createHash } from 'node:crypto';
import path from 'node:path';
import type { LocalSettings } from './config/local-settings.ts';
import { applySettings, readLocalSettings } from './config/local-settings.ts';
import { HostStartError } from './host-start-error.ts';
import type { CorsPolicy } from './http/cors.ts';

export interface HostOptions {
  /** Folder of the app: host.json, package.json. */
  readonly appDirectory: string;
  /** 0 for any free port. Default: local.settings.json, then 7071. */
  readonly port?: number;
  /** Timers' memory, keys and the durable store. Default: `.functions-host` in the app's folder. */
  readonly stateDirectory?: string;
  readonly corsOrigins?: readonly string[];
  readonly corsCredentials?: boolean;
  /** Ask for keys, as Azure does. */
  readonly enableAuth?: boolean;
  /** A file of keys in the place of the state folder's. */
  readonly keysFile?: string;
  /** Load only these functions. */
  readonly functions?: readonly string[];
  /** Warnings about quirks that break orchestrations become failures. */
  readonly strict?: boolean;
  readonly verbose?: boolean;
  /** `driven`: time stands still unless it is advanced. */
  readonly clock?: 'system' | 'driven';
  /** Where a driven clock begins; default: the machine's time at the start. */
  readonly drivenStart?: number;
  /** Where log lines go; default: standard output. */
  readonly print?: (line: string) => void;
  readonly environment?: NodeJS.ProcessEnv;
  /** The host cannot go on (its journal cannot be written); default: the process ends with exit code 1. */
  readonly onFatal?: (error: Error) => void;
}

export interface Setup {
  readonly appDirectory: string;
  readonly stateDirectory: string;
  readonly keysFile: string;
  readonly hostId: string;
  readonly port: number;
  readonly cors: CorsPolicy;
  readonly environment: NodeJS.ProcessEnv;
  /** Settings of the app's file that the environment already had otherwise. */
  readonly skippedSettings: readonly string[];
}

const DEFAULT_PORT = 7071;

/** Reads the app's own settings and puts them into the environment, where the app will look for them. */
export function prepare(options: HostOptions): Setup {
  const appDirectory = path.resolve(options.appDirectory);
  const local = readLocalSettings(appDirectory);
  const environment = options.environment ?? process.env;
  const skippedSettings = applySettings(local.values, environment);
  const runtime = environment.FUNCTIONS_WORKER_RUNTIME ?? 'node';
  if (runtime.toLowerCase() !== 'node') {
    throw new HostStartError(`FUNCTIONS_WORKER_RUNTIME is '${runtime}'; this host runs Node apps only.`, {
      code: 'config',
    });
  }
  const stateDirectory = path.resolve(options.stateDirectory ?? path.join(appDirectory, '.functions-host'));
  return {
    appDirectory,
    stateDirectory,
    keysFile: path.resolve(options.keysFile ?? path.join(stateDirectory, 'keys.json')),
    hostId: createHash('sha256').update(appDirectory).digest('hex').slice(0, 32),
    port: options.port ?? local.port ?? DEFAULT_PORT,
    cors: corsPolicy(options, local),
    environment,
    skippedSettings,
  };
}

/** What the real host and Core Tools tell the worker process; the app's own values win, but not for its address. */
export function announceHost(environment: NodeJS.ProcessEnv, appDirectory: string, port: number): void {
  environment.WEBSITE_HOSTNAME = `localhost:${port}`;
  const defaults = {
    AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
    AzureWebJobsScriptRoot: appDirectory,
    FUNCTIONS_WORKER_RUNTIME: 'node',
    FUNCTIONS_EXTENSION_VERSION: '~4',
  };
  for (const [name, value] of Object.entries(defaults)) environment[name] ??= value;
}

function corsPolicy(options: HostOptions, local: LocalSettings): CorsPolicy {
  return {
    origins: options.corsOrigins ?? local.corsOrigins,
    credentials: options.corsCredentials ?? local.corsCredentials,
  };
}
