// Turns one yielded action into a task of the execution, as the extension's out-of-process shim calls its own API.

import type { ReplayEnvironment } from './environment.ts';
import type { Execution } from './execution.ts';
import type { ExternalEvents } from './external-events.ts';
import type { FunctionAction } from './function-state.ts';
import { ActionType } from './function-state.ts';
import type { Future } from './future.ts';
import { all, any, failed, settled } from './future.ts';
import { callWithRetries, MAX_RETRY_INTERVAL_MS } from './retries.ts';
import { createDurableTimer } from './timers.ts';

/** Thrown for what this host does not run; the instance fails with the message. */
export class UnsupportedAction extends Error {}

export class Calls {
  readonly #execution: Execution;
  readonly #events: ExternalEvents;
  readonly #environment: ReplayEnvironment;
  readonly #timers = new Map<number, { readonly timer: Future; readonly index: number }>();
  #made = 0;
  #reusedTimer: string | undefined;

  constructor(execution: Execution, events: ExternalEvents, environment: ReplayEnvironment) {
    this.#execution = execution;
    this.#events = events;
    this.#environment = environment;
  }

  get reusedTimer(): string | undefined {
    return this.#reusedTimer;
  }

  /** `index` is the place of the top-level action that this one is part of. */
  start(action: FunctionAction, index: number): Future {
    switch (action.actionType) {
      case ActionType.CallActivity:
        return this.#activity(action, () => this.#scheduleActivity(action));
      case ActionType.CallActivityWithRetry:
        return this.#activity(action, () => this.#retried(action, () => this.#scheduleActivity(action)));
      case ActionType.CallSubOrchestrator:
        return this.#subOrchestrator(action, () => this.#scheduleSubOrchestrator(action));
      case ActionType.CallSubOrchestratorWithRetry:
        return this.#subOrchestrator(action, () =>
          this.#retried(action, () => this.#scheduleSubOrchestrator(action)),
        );
      case ActionType.ContinueAsNew:
        this.#execution.continueAsNew(jsonOrNull(action.input));
        return settled();
      case ActionType.CreateTimer:
        return this.#counted(() => this.#timer(action, index));
      case ActionType.WaitForExternalEvent:
        return this.#events.wait(action.externalEventName ?? '');
      case ActionType.WhenAny:
        return any((action.compoundActions ?? []).map((child) => this.start(child, index)));
      case ActionType.WhenAll:
        return all((action.compoundActions ?? []).map((child) => this.start(child, index)));
      default:
        throw new UnsupportedAction(unsupportedText(action));
    }
  }

  /** What cannot be scheduled fails only here: the shim swallows the error and the function waits for ever. */
  #activity(action: FunctionAction, call: () => Future): Future {
    const name = action.functionName ?? '';
    if (!this.#environment.isKnown('activity', name)) return failed(`no activity function '${name}'`);
    return this.#counted(call);
  }

  #subOrchestrator(action: FunctionAction, call: () => Future): Future {
    const name = action.functionName ?? '';
    if (!this.#environment.isKnown('orchestrator', name)) return failed(`no orchestrator function '${name}'`);
    const id = action.instanceId?.toLowerCase();
    const { instanceId, parentInstanceId } = this.#environment;
    if (id === instanceId.toLowerCase() || (id !== undefined && id === parentInstanceId?.toLowerCase())) {
      return failed('The instance ID of a sub-orchestration must be different than that of a parent.');
    }
    if (id?.startsWith('@')) return failed('Orchestration instance ids must not start with @');
    return this.#counted(call);
  }

  #counted(call: () => Future): Future {
    this.#made += 1;
    const { maxActions } = this.#environment;
    return this.#made > maxActions ? failed(`more than ${maxActions} orchestration actions`) : call();
  }

  #retried(action: FunctionAction, call: () => Future): Future {
    const options = action.retryOptions;
    if (!options) return call();
    const { firstRetryIntervalInMilliseconds: first, maxRetryIntervalInMilliseconds: longest = 0 } = options;
    if (Math.max(first, longest) > MAX_RETRY_INTERVAL_MS) return failed('a retry interval is too long');
    return callWithRetries(this.#execution, options, call);
  }

  #scheduleActivity(action: FunctionAction): Future {
    const name = action.functionName ?? '';
    return this.#execution.openTask('task', (id) => ({
      kind: 'task',
      id,
      name,
      input: action.input ?? null,
    }));
  }

  #scheduleSubOrchestrator(action: FunctionAction): Future {
    return this.#execution.openTask('sub-orchestration', (id) => ({
      kind: 'sub-orchestration',
      id,
      name: action.functionName ?? '',
      version: action.version ?? this.#environment.defaultVersion,
      instanceId: action.instanceId?.trim() ? action.instanceId : `${this.#environment.executionId}:${id}`,
      input: jsonOrNull(action.input),
    }));
  }

  #timer(action: FunctionAction, index: number): Future {
    const { maximumShortTimerMs, longTimerIntervalMs } = this.#environment;
    const limits = { maximumMs: maximumShortTimerMs, intervalMs: longTimerIntervalMs };
    const fireAtMs = Date.parse(action.fireAt ?? '');
    const before = this.#timers.get(fireAtMs);
    if (before && before.index !== index && !before.timer.settled) this.#reusedTimer = action.fireAt;
    const timer = createDurableTimer(this.#execution, fireAtMs, action.isCanceled === true, limits);
    this.#timers.set(fireAtMs, { timer, index });
    return timer;
  }
}

function jsonOrNull(input: unknown): string | null {
  return input === undefined || input === null ? null : JSON.stringify(input);
}

function unsupportedText(action: FunctionAction): string {
  const type = Object.entries(ActionType).find(([, value]) => value === action.actionType)?.[0];
  return `This host does not run the action '${type ?? action.actionType}' (entities, their locks and callHttp need the Azure Functions host).`;
}
