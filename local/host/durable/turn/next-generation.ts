// The history with which a generation after continue-as-new begins.

import type { EventRaised, ExecutionStarted, HistoryEvent } from '../history/events.ts';
import { executionStarted, orchestratorCompleted, orchestratorStarted } from '../history/make-events.ts';

export interface Continuation {
  readonly input: string | null;
  readonly carried: readonly EventRaised[];
}

export function nextGeneration(
  previous: ExecutionStarted,
  { input, carried }: Continuation,
  ports: { now(): number; newExecutionId(): string },
): { started: ExecutionStarted; past: []; pastText: ''; fresh: HistoryEvent[] } {
  const nowMs = ports.now();
  const started = executionStarted(
    {
      // Without dashes, unlike that of an instance which a client started.
      instance: {
        InstanceId: previous.OrchestrationInstance.InstanceId,
        ExecutionId: ports.newExecutionId().replaceAll('-', ''),
      },
      parent: previous.ParentInstance,
      name: previous.Name,
      version: previous.Version,
      input,
      generation: null,
    },
    nowMs,
  );
  const fresh = [orchestratorStarted(nowMs), started, ...carried, orchestratorCompleted(nowMs)];
  return { started, past: [], pastText: '', fresh };
}
