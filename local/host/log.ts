// The host's log: one line format as `func start` prints it, filtered by category as host.json `logging.logLevel` says.

import type { HostClock } from './clock.ts';
import type { RpcLogLevel } from './worker/core-api.ts';

export interface HostLog {
  write(level: RpcLogLevel, category: string, message: string): void;
}

export interface LogOptions {
  readonly clock: HostClock;
  /** Category prefix to lowest level shown, as in host.json; `default` for the rest. */
  readonly levels: Readonly<Record<string, string>>;
  readonly verbose: boolean;
  print(line: string): void;
}

const order: readonly RpcLogLevel[] = [
  'trace',
  'debug',
  'information',
  'warning',
  'error',
  'critical',
  'none',
];

export function createLog(options: LogOptions): HostLog {
  return {
    write(level, category, message) {
      if (order.indexOf(level) < order.indexOf(lowestLevel(options, category))) return;
      options.print(`[${new Date(options.clock.now()).toISOString()}] ${message}`);
    },
  };
}

/** The level of the longest prefix that fits the category; Information (Debug with --verbose) when none does. */
export function lowestLevel(options: Pick<LogOptions, 'levels' | 'verbose'>, category: string): RpcLogLevel {
  const lower = category.toLowerCase();
  const prefix = Object.keys(options.levels)
    .filter((key) => lower.startsWith(key.toLowerCase()))
    .sort((a, b) => b.length - a.length)[0];
  const fallback = Object.keys(options.levels).find((key) => key.toLowerCase() === 'default');
  const chosen = prefix ?? fallback;
  const level = chosen === undefined ? undefined : options.levels[chosen]?.toLowerCase();
  const known = order.find((candidate) => candidate === level);
  return known ?? (options.verbose ? 'debug' : 'information');
}
