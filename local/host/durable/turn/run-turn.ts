// One turn of an orchestration: calls the function with past and new events, replays, and turns the decisions into
// events, work and messages. A continue-as-new runs its next generation in the same turn, as the framework does.

import type { FunctionInvoker } from '../../worker/invocation.ts';
import type { FunctionsCatalog } from '../functions-catalog.ts';
import type { ExecutionStarted, HistoryEvent } from '../history/events.ts';
import { EventType } from '../history/events.ts';
import { orchestratorCompleted, orchestratorStarted } from '../history/make-events.ts';
import type { DurableOptions } from '../options.ts';
import type { FunctionAction, FunctionResult } from '../replay/function-state.ts';
import { ActionType } from '../replay/function-state.ts';
import type { ReplayOutcome } from '../replay/replay.ts';
import { replay } from '../replay/replay.ts';
import type { Instance } from '../store/instance.ts';
import type { TurnRecord } from '../store/records.ts';
import { generationOf } from '../store/records.ts';
import type { Warning } from '../warnings.ts';
import { misuse } from './misuse.ts';
import { nextGeneration } from './next-generation.ts';
import { orchestrationTrigger } from './orchestration-trigger.ts';
import { callOrchestrator } from './orchestrator-call.ts';
import { TurnWork } from './turn-work.ts';
import { versionVerdict } from './version-rule.ts';

const VERSION_MISMATCH = 'VersionMismatch: Orchestration version did not comply with Worker Versioning';

export interface TurnPorts {
  readonly invoker: FunctionInvoker;
  readonly catalog: FunctionsCatalog;
  readonly options: DurableOptions;
  readonly strict: boolean;
  now(): number;
  newExecutionId(): string;
}

export interface TurnInput {
  readonly instance: Instance;
  /** What arrived since the last turn, in order. */
  readonly arrivals: readonly HistoryEvent[];
  /** How many of them are in the instance's journaled inbox. */
  readonly took: number;
}

export interface Turn {
  readonly record: TurnRecord;
  readonly warnings: readonly Warning[];
}

/** The execution that the function sees; changes with each generation of a continue-as-new. */
interface Execution {
  readonly started: ExecutionStarted;
  readonly past: readonly HistoryEvent[];
  readonly pastText: string;
  readonly fresh: HistoryEvent[];
}

export async function runTurn(input: TurnInput, ports: TurnPorts): Promise<Turn | undefined> {
  const { instance, arrivals, took } = input;
  const past = instance.history.events;
  const fresh: HistoryEvent[] = [orchestratorStarted(ports.now()), ...arrivals];
  const started = [...past.slice(0, 2), ...fresh].find(isStart);
  if (!started) return undefined;
  const before = instance.generation.executionId;
  const work = new TurnWork(instance.id, ports);
  const warnings: Warning[] = [];
  let execution: Execution = { started, past, pastText: instance.history.text, fresh };
  let carriedStatus: string | null = null;
  for (;;) {
    const { outcome, found } = await runGeneration(instance.id, execution, ports);
    warnings.push(...found);
    const strict = ports.strict && found.length > 0 ? strictFailure(found) : undefined;
    const next = work.apply(execution, outcome, strict);
    if (next === undefined) {
      execution.fresh.push(orchestratorCompleted(ports.now()));
      const record = work.record({
        executionId: before,
        took,
        ...(execution.started === started ? {} : { generation: generationOf(execution.started) }),
        events: execution.fresh,
        customStatus: outcome.customStatus ?? carriedStatus,
        suspended: outcome.findings.suspended,
      });
      return { record, warnings };
    }
    carriedStatus = outcome.customStatus;
    execution = nextGeneration(execution.started, next, ports);
  }
}

async function runGeneration(
  instanceId: string,
  execution: Execution,
  ports: TurnPorts,
): Promise<{ outcome: ReplayOutcome; found: Warning[] }> {
  const { started, past, pastText, fresh } = execution;
  const freshTexts = fresh.map((event) => JSON.stringify(event));
  const freshText = freshTexts.join(',');
  const trigger = orchestrationTrigger(
    {
      pastText,
      freshText,
      input: started.Input,
      instanceId,
      parentInstanceId: parentIdOf(started),
      isReplaying: past.length > 0,
    },
    ports.options,
  );
  const result = await resultOf(started, trigger, ports);
  const outcome = replay({ past, fresh }, result, environment(started, ports));
  const found = misuse({
    functionName: started.Name,
    input: started.Input,
    firstTurn: past.length === 0,
    result,
    findings: outcome.findings,
    arrivedTexts: freshTexts,
    decisions: outcome.decisions,
    historyEvents: past.length + fresh.length,
    historyBytes: pastText.length + freshText.length,
    unknownText: (action) => unknownText(action, ports.catalog),
  });
  return { outcome, found };
}

async function resultOf(
  started: ExecutionStarted,
  trigger: string,
  ports: TurnPorts,
): Promise<FunctionResult> {
  if (versionVerdict(started.Version, ports.options) === 'fail') {
    return { fault: { reason: VERSION_MISMATCH, details: null } };
  }
  const name = started.Name;
  const functionName = ports.catalog.find('orchestrator', name);
  if (functionName === undefined) {
    const text = ports.catalog.unknownText('orchestrator', name);
    return { fault: { reason: `Orchestrator function '${name}' failed: ${text}`, details: null } };
  }
  return callOrchestrator(ports.invoker, { functionName, calledAs: name }, trigger);
}

function parentIdOf(started: ExecutionStarted): string | null {
  return started.ParentInstance?.OrchestrationInstance.InstanceId ?? null;
}

function environment(started: ExecutionStarted, { options, catalog }: TurnPorts) {
  return {
    executionId: started.OrchestrationInstance.ExecutionId,
    instanceId: started.OrchestrationInstance.InstanceId,
    parentInstanceId: parentIdOf(started),
    functionName: started.Name,
    maximumShortTimerMs: options.maximumShortTimerMs,
    longTimerIntervalMs: options.longTimerIntervalMs,
    maxActions: options.maxOrchestrationActions,
    defaultVersion: options.defaultVersion,
    isKnown: (kind: 'activity' | 'orchestrator', name: string) => catalog.find(kind, name) !== undefined,
  };
}

function unknownText(action: FunctionAction, catalog: FunctionsCatalog): string | undefined {
  const name = action.functionName;
  if (name === undefined) return undefined;
  const isActivity =
    action.actionType === ActionType.CallActivity || action.actionType === ActionType.CallActivityWithRetry;
  const kind = isActivity ? 'activity' : 'orchestrator';
  return catalog.find(kind, name) === undefined ? catalog.unknownText(kind, name) : undefined;
}

function strictFailure(found: readonly Warning[]): string {
  return `Strict mode: ${found.map(({ code, text }) => `[${code}] ${text}`).join(' ')}`;
}

function isStart(event: HistoryEvent): event is ExecutionStarted {
  return event.EventType === EventType.ExecutionStarted;
}
