// Finds misuse in one turn: from what the function asked for (its actions) and from what the replay learnt. The
// host still does what the real one does; it only says so.

import type { Decision } from '../replay/decision.ts';
import type { FunctionAction, FunctionResult } from '../replay/function-state.ts';
import { ActionType, isFault } from '../replay/function-state.ts';
import type { ReplayFindings } from '../replay/replay-findings.ts';
import type { Warning } from '../warnings.ts';

export interface ObservedTurn {
  readonly functionName: string;
  /** JSON text of the execution's input. */
  readonly input: string | null;
  readonly firstTurn: boolean;
  readonly result: FunctionResult;
  readonly findings: ReplayFindings;
  /** JSON of each event that arrived for this turn. */
  readonly arrivedTexts: readonly string[];
  readonly decisions: readonly Decision[];
  readonly historyEvents: number;
  readonly historyBytes: number;
  unknownText(action: FunctionAction): string | undefined;
}

// A storage message above this goes to a blob (facts: E, payload sizes).
const LARGE_MESSAGE_BYTES = 45 * 1024;
const LARGE_HISTORY_EVENTS = 1000;
const LARGE_HISTORY_BYTES = 1024 * 1024;

export function misuse(turn: ObservedTurn): Warning[] {
  const warnings: Warning[] = [];
  if (turn.firstTurn && turn.input?.includes('"Timestamp":')) {
    warnings.push({
      code: 'timestamp-in-input',
      text: `The input of '${turn.functionName}' has a property named Timestamp: the library turns it into a Date, or into null. Give it another name.`,
    });
  }
  if (turn.historyEvents > LARGE_HISTORY_EVENTS || turn.historyBytes > LARGE_HISTORY_BYTES) {
    warnings.push({
      code: 'large-history',
      text: `The history has grown beyond ${LARGE_HISTORY_EVENTS} events or ${LARGE_HISTORY_BYTES / 1024} KB, and every turn sends all of it. Continue as new in time.`,
    });
  }
  const message = largeMessage(turn);
  if (message !== undefined) {
    warnings.push({
      code: 'large-message',
      text: `${message} is larger than ${LARGE_MESSAGE_BYTES / 1024} KB: on Azure it travels through a blob, which is slow. Pass a reference.`,
    });
  }
  if (isFault(turn.result)) return warnings;
  const actions = turn.result.actions.flat();
  warnings.push(...actions.flatMap((action) => actionMisuse(action, turn)));
  return [...warnings, ...outcomeMisuse(turn, actions)];
}

function largeMessage({ arrivedTexts, decisions }: ObservedTurn): string | undefined {
  const asked = decisions.find(
    (decision) => 'input' in decision && JSON.stringify(decision.input ?? null).length > LARGE_MESSAGE_BYTES,
  );
  if (asked) return `The input of ${'name' in asked ? `'${asked.name}'` : 'the next generation'}`;
  const arrived = arrivedTexts.some((text) => text.length > LARGE_MESSAGE_BYTES);
  return arrived ? 'An input, result or event that arrived' : undefined;
}

function actionMisuse(action: FunctionAction, turn: ObservedTurn): Warning[] {
  if (action.compoundActions) return action.compoundActions.flatMap((child) => actionMisuse(child, turn));
  const name = action.functionName ?? '';
  const found: Warning[] = [];
  const unknown = turn.unknownText(action);
  if (unknown !== undefined) {
    found.push({ code: 'unknown-function', text: `${unknown} Its caller waits for ever.` });
  }
  const callsActivity =
    action.actionType === ActionType.CallActivity || action.actionType === ActionType.CallActivityWithRetry;
  if (callsActivity && typeof action.input === 'boolean') {
    const seen = action.input ? 'True' : 'False';
    found.push({
      code: 'boolean-input',
      text: `Activity '${name}' is given a bare boolean, which reaches it as the text "${seen}". Pass an object.`,
    });
  }
  if (action.retryOptions?.retryTimeoutInMilliseconds !== undefined) {
    found.push({
      code: 'retry-timeout',
      text: `'${name}' is called with retryTimeoutInMilliseconds: when that time is over the instance hangs. Use the number of attempts and a timer.`,
    });
  }
  if (action.actionType === ActionType.ContinueAsNew && typeof action.input === 'string') {
    found.push({
      code: 'text-continue-as-new',
      text: 'continueAsNew with a text: the next generation sees it with quotation marks around it. Pass an object.',
    });
  }
  return found;
}

function outcomeMisuse(turn: ObservedTurn, actions: readonly FunctionAction[]): Warning[] {
  const { findings, result } = turn;
  if (isFault(result) || findings.suspended) return [];
  const over = result.isDone || Boolean(result.error);
  const warnings: Warning[] = [];
  if (findings.reusedTimer !== undefined) {
    warnings.push({
      code: 'reused-task',
      text: `The timer for ${findings.reusedTimer} is used in a second Task.any or Task.all: it is scheduled again and results land at the wrong calls. Make new tasks for every wait.`,
    });
  }
  const { waiting } = findings;
  if (waiting && !waiting.childFailed && (over || waiting.index < actions.length - 1)) {
    warnings.push({
      code: 'replay-diverged',
      text: `The function has gone past its action ${waiting.index + 1} of ${actions.length}, for which the host still waits: a task was used again in a second Task.any or Task.all, so results land at the wrong calls.`,
    });
  }
  if (over && findings.returned) return [...warnings, ...endMisuse(turn, actions)];
  const nothingComes = !over && !waiting && findings.openTimers + findings.openWork === 0;
  if (nothingComes && !actions.some((action) => hasUnknown(action, turn))) {
    warnings.push({
      code: 'never-continues',
      text: "All that the function has asked for is done and yet it waits: it threw something other than an Error, waits in Task.all only for tasks that were complete before, waits for an event whose name differs in case, called a sub-orchestration under its own id or its parent's, or ran out of retryTimeoutInMilliseconds.",
    });
  }
  return warnings;
}

function endMisuse({ findings }: ObservedTurn, actions: readonly FunctionAction[]): Warning[] {
  const warnings: Warning[] = [];
  if (findings.openTimers > 0) {
    warnings.push({
      code: 'open-timer',
      text: `The function has ended with ${findings.openTimers} timer(s) open: the instance stays Running until they fire. Cancel timers that are not needed.`,
    });
  }
  if (findings.openWork > 0) {
    warnings.push({
      code: 'open-work',
      text: `The function has ended with ${findings.openWork} activities or sub-orchestrations open: the instance stays Running until they end.`,
    });
  }
  const again = actions.some((action) => action.actionType === ActionType.ContinueAsNew);
  if (again && findings.unclaimedEvents.length > 0) {
    warnings.push({
      code: 'lost-event',
      text: `Events that nobody waited for are lost at continueAsNew: ${findings.unclaimedEvents.join(', ')}.`,
    });
  }
  return warnings;
}

function hasUnknown(action: FunctionAction, turn: ObservedTurn): boolean {
  if (action.compoundActions) return action.compoundActions.some((child) => hasUnknown(child, turn));
  return turn.unknownText(action) !== undefined;
}
