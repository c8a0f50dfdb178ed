// The replay simulator: feeds a history to an execution while the function's actions run through it strictly in
// sequence, and returns the work that the history does not show yet. Pure; an imitation of the extension's
// out-of-process shim on the Durable Task Framework's executor.

import { reportedText, serializedException, unhandledText } from '../failure-details.ts';
import type { HistoryEvent } from '../history/events.ts';
import { EventType } from '../history/events.ts';
import { Calls, UnsupportedAction } from './calls.ts';
import { customStatusText } from './custom-status.ts';
import type { Decision } from './decision.ts';
import type { ReplayEnvironment } from './environment.ts';
import { Execution, NonDeterminism } from './execution.ts';
import { ExternalEvents } from './external-events.ts';
import type { FunctionAction, FunctionResult, FunctionState } from './function-state.ts';
import { isFault } from './function-state.ts';
import type { Future } from './future.ts';
import type { ReplayFindings } from './replay-findings.ts';

export interface ReplayHistory {
  readonly past: readonly HistoryEvent[];
  /** This turn's events, from OrchestratorStarted on; those that get processed are marked as played. */
  readonly fresh: readonly HistoryEvent[];
}

export interface ReplayOutcome {
  readonly decisions: readonly Decision[];
  /** JSON text; null when the function set none in this turn. */
  readonly customStatus: string | null;
  readonly findings: ReplayFindings;
}

interface Result {
  readonly output: string | null;
  readonly failure: { readonly reason: string; readonly details: string | null } | undefined;
}

export function replay(
  history: ReplayHistory,
  result: FunctionResult,
  environment: ReplayEnvironment,
): ReplayOutcome {
  return new Replay(result, environment).run(history);
}

class Replay {
  readonly #result: FunctionResult;
  readonly #environment: ReplayEnvironment;
  readonly #execution = new Execution();
  readonly #events = new ExternalEvents();
  readonly #calls: Calls;
  #outcome: Result | undefined;
  #customStatus: string | null = null;
  #waiting: { readonly index: number; readonly task: Future } | undefined;

  constructor(result: FunctionResult, environment: ReplayEnvironment) {
    this.#result = result;
    this.#environment = environment;
    this.#calls = new Calls(this.#execution, this.#events, environment);
  }

  run({ past, fresh }: ReplayHistory): ReplayOutcome {
    try {
      for (const event of past) this.#feed(event);
      for (const event of fresh) {
        this.#feed(event);
        if (event.EventType !== EventType.OrchestratorStarted) event.IsPlayed = true;
      }
      this.#completeWhenDone();
    } catch (error) {
      if (!(error instanceof NonDeterminism) && !(error instanceof UnsupportedAction)) throw error;
      this.#execution.complete('Failed', error.message, unhandledText(error.message));
    }
    return {
      decisions: this.#execution.decisions,
      customStatus: this.#customStatus,
      findings: this.#findings(),
    };
  }

  #feed(event: HistoryEvent): void {
    if (event.EventType === EventType.OrchestratorStarted) {
      this.#execution.nowMs = Date.parse(event.Timestamp);
      return;
    }
    const endsSuspension =
      event.EventType === EventType.ExecutionResumed || event.EventType === EventType.ExecutionTerminated;
    if (this.#execution.suspended && !endsSuspension) this.#execution.holdBack(event);
    else this.#process(event);
  }

  #process(event: HistoryEvent): void {
    const execution = this.#execution;
    switch (event.EventType) {
      case EventType.ExecutionStarted:
        this.#start();
        break;
      case EventType.TaskScheduled:
      case EventType.SubOrchestrationInstanceCreated:
      case EventType.TimerCreated:
      case EventType.EventSent:
        execution.matchScheduled(event);
        break;
      case EventType.TaskCompleted:
      case EventType.SubOrchestrationInstanceCompleted:
        execution.settle(event.TaskScheduledId);
        break;
      case EventType.TaskFailed:
      case EventType.SubOrchestrationInstanceFailed:
        execution.settle(event.TaskScheduledId, event.Reason ?? '');
        break;
      case EventType.TimerFired:
        execution.settle(event.TimerId);
        break;
      case EventType.EventRaised:
        if (execution.continuesAsNew) execution.carryOver(event);
        else this.#events.raise(event.Name);
        break;
      case EventType.ExecutionTerminated:
        execution.complete('Terminated', event.Input);
        break;
      case EventType.ExecutionSuspended:
        execution.suspend();
        break;
      case EventType.ExecutionResumed:
        for (const held of execution.resume()) this.#feed(held);
    }
  }

  #start(): void {
    const result = this.#result;
    if (isFault(result)) {
      this.#fail(result.fault.reason, result.fault.details);
      return;
    }
    const status = customStatusText(result.customStatus);
    if (status.problem !== undefined) {
      const details = serializedException({ type: 'System.ArgumentException', message: status.problem });
      this.#fail(this.#failureText(status.problem), details);
      return;
    }
    this.#customStatus = status.text;
    this.#runActions(result, result.actions.flat(), 0);
  }

  #runActions(state: FunctionState, actions: readonly FunctionAction[], from: number): void {
    for (let index = from; index < actions.length; index += 1) {
      const action = actions[index];
      if (!action) continue;
      const task = this.#calls.start(action, index);
      if (!task.settled) {
        this.#waiting = { index, task };
        task.whenSettled(() => {
          this.#waiting = undefined;
          this.#runActions(state, actions, index + 1);
        });
        return;
      }
    }
    if (state.error) this.#fail(this.#failureText(state.error), reportedText(state.error));
    else if (state.isDone) {
      this.#outcome = { output: jsonOrNull(state.output), failure: undefined };
    }
  }

  #fail(reason: string, details: string | null): void {
    this.#outcome = { output: null, failure: { reason, details } };
  }

  #failureText(error: string): string {
    return `Orchestrator function '${this.#environment.functionName}' failed: ${error}`;
  }

  /** An open activity, sub-orchestration or timer keeps the instance running after the function has returned. */
  #completeWhenDone(): void {
    const outcome = this.#outcome;
    if (!outcome || this.#execution.open.size > 0) return;
    if (outcome.failure) this.#execution.complete('Failed', outcome.failure.reason, outcome.failure.details);
    else this.#execution.complete('Completed', outcome.output);
  }

  #findings(): ReplayFindings {
    const kinds = [...this.#execution.open.values()].map((task) => task.kind);
    return {
      returned: this.#outcome !== undefined,
      waiting: this.#waiting && {
        index: this.#waiting.index,
        childFailed: this.#waiting.task.childFailed,
      },
      openTimers: kinds.filter((kind) => kind === 'timer').length,
      openWork: kinds.filter((kind) => kind !== 'timer').length,
      unclaimedEvents: this.#events.unclaimed,
      suspended: this.#execution.suspended,
      reusedTimer: this.#calls.reusedTimer,
    };
  }
}

function jsonOrNull(output: unknown): string | null {
  return output === undefined || output === null ? null : JSON.stringify(output);
}
