// The durableTask section of host.json as this engine understands it, with the extension's defaults.

import os from 'node:os';

export interface DurableOptions {
  readonly hubName: string;
  readonly maxConcurrentActivityFunctions: number;
  readonly maxConcurrentOrchestratorFunctions: number;
  readonly maxConcurrentEntityFunctions: number;
  readonly maxOrchestrationActions: number;
  readonly maxEntityOperationBatchSize: number;
  readonly defaultVersion: string | null;
  readonly versionMatchStrategy: 'None' | 'Strict' | 'CurrentOrOlder';
  readonly versionFailureStrategy: 'Reject' | 'Fail';
  /** Whether a start may replace a live instance of the same id. */
  readonly overridableExistingInstanceStates: 'NonRunningStates' | 'AnyState';
  /** What the client binding calls the storage connection. */
  readonly connectionName: string;
  readonly maximumShortTimerMs: number;
  readonly longTimerIntervalMs: number;
  readonly defaultHttpAsyncSleepMs: number;
}

const DAY_MS = 24 * 3_600_000;

export function defaultDurableOptions(cores = os.availableParallelism()): DurableOptions {
  return {
    hubName: 'TestHubName',
    maxConcurrentActivityFunctions: 10 * cores,
    maxConcurrentOrchestratorFunctions: 10 * cores,
    maxConcurrentEntityFunctions: 10 * cores,
    maxOrchestrationActions: 100_000,
    maxEntityOperationBatchSize: 5000,
    defaultVersion: null,
    versionMatchStrategy: 'CurrentOrOlder',
    versionFailureStrategy: 'Reject',
    overridableExistingInstanceStates: 'NonRunningStates',
    connectionName: 'Storage',
    // The Azure Storage provider's limits; no public setting changes them.
    maximumShortTimerMs: 6 * DAY_MS,
    longTimerIntervalMs: 3 * DAY_MS,
    defaultHttpAsyncSleepMs: 30_000,
  };
}

export interface DurableOptionsProblem {
  readonly field: string;
  readonly problem: string;
}

export interface ParsedDurableOptions {
  readonly options: DurableOptions;
  readonly problems: readonly DurableOptionsProblem[];
}

/** `section` is host.json's `extensions.durableTask`, settings already put in. Unknown fields are left alone. */
export function parseDurableOptions(
  section: Readonly<Record<string, unknown>>,
  defaults = defaultDurableOptions(),
): ParsedDurableOptions {
  const fields = new Fields(section);
  const options: DurableOptions = {
    ...defaults,
    hubName: fields.hubName(defaults.hubName),
    maxConcurrentActivityFunctions: fields.count(
      'maxConcurrentActivityFunctions',
      defaults.maxConcurrentActivityFunctions,
    ),
    maxConcurrentOrchestratorFunctions: fields.count(
      'maxConcurrentOrchestratorFunctions',
      defaults.maxConcurrentOrchestratorFunctions,
    ),
    maxConcurrentEntityFunctions: fields.count(
      'maxConcurrentEntityFunctions',
      defaults.maxConcurrentEntityFunctions,
    ),
    maxOrchestrationActions: fields.count('maxOrchestrationActions', defaults.maxOrchestrationActions),
    maxEntityOperationBatchSize: fields.count(
      'maxEntityOperationBatchSize',
      defaults.maxEntityOperationBatchSize,
    ),
    defaultVersion: fields.text('defaultVersion') ?? defaults.defaultVersion,
    versionMatchStrategy: fields.choice('versionMatchStrategy', ['CurrentOrOlder', 'Strict', 'None']),
    versionFailureStrategy: fields.choice('versionFailureStrategy', ['Reject', 'Fail']),
    overridableExistingInstanceStates: fields.choice('overridableExistingInstanceStates', [
      'NonRunningStates',
      'AnyState',
    ]),
  };
  return { options, problems: fields.problems };
}

class Fields {
  readonly problems: DurableOptionsProblem[] = [];
  readonly #section: Readonly<Record<string, unknown>>;

  constructor(section: Readonly<Record<string, unknown>>) {
    this.#section = section;
  }

  text(field: string): string | undefined {
    const value = this.#value(field);
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value;
    this.problems.push({ field, problem: `is ${JSON.stringify(value)}; it must be a text` });
    return undefined;
  }

  hubName(fallback: string): string {
    const name = this.text('hubName') ?? fallback;
    if (/^[A-Za-z][A-Za-z0-9]{2,44}$/.test(name)) return name;
    const problem = `is ${JSON.stringify(name)}; a task hub name has 3 to 45 letters and digits and begins with a letter`;
    this.problems.push({ field: 'hubName', problem });
    return fallback;
  }

  count(field: string, fallback: number): number {
    const value = this.#value(field);
    if (value === undefined || value === null) return fallback;
    const count = Number(value);
    if (Number.isInteger(count) && count > 0) return count;
    this.problems.push({ field, problem: `is ${JSON.stringify(value)}; it must be a whole number above 0` });
    return fallback;
  }

  /** The first of the values is the default; case does not matter, as in the extension's enums. */
  choice<T extends string>(field: string, values: readonly [T, ...T[]]): T {
    const text = this.text(field);
    if (text === undefined) return values[0];
    const found = values.find((value) => value.toLowerCase() === text.toLowerCase());
    if (found === undefined) {
      this.problems.push({
        field,
        problem: `is ${JSON.stringify(text)}; it must be one of ${values.join(', ')}`,
      });
    }
    return found ?? values[0];
  }

  #value(field: string): unknown {
    const key = Object.keys(this.#section).find((each) => each.toLowerCase() === field.toLowerCase());
    return key === undefined ? undefined : this.#section[key];
  }
}
