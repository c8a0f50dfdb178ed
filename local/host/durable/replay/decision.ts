// What a replay leaves to do: each takes the next sequence number of its execution.

import type { EventRaised } from '../history/events.ts';

interface Numbered {
  readonly id: number;
}

export interface ScheduleTask extends Numbered {
  readonly kind: 'task';
  readonly name: string;
  readonly input: unknown;
}

export interface CreateTimer extends Numbered {
  readonly kind: 'timer';
  readonly fireAtMs: number;
}

export interface CreateSubOrchestration extends Numbered {
  readonly kind: 'sub-orchestration';
  readonly name: string;
  readonly version: string | null;
  readonly instanceId: string;
  /** JSON text. */
  readonly input: string | null;
}

export interface SendEvent extends Numbered {
  readonly kind: 'send';
  readonly target: string;
  readonly name: string;
  /** JSON text. */
  readonly input: string;
}

export interface Complete extends Numbered {
  readonly kind: 'complete';
  readonly status: 'Completed' | 'Failed' | 'Terminated';
  readonly result: string | null;
  readonly details: string | null;
}

export interface StartNextGeneration extends Numbered {
  readonly kind: 'continue-as-new';
  /** JSON text. */
  readonly input: string | null;
  readonly carried: readonly EventRaised[];
}

export type Decision =
  | ScheduleTask
  | CreateTimer
  | CreateSubOrchestration
  | SendEvent
  | Complete
  | StartNextGeneration;

/** The framework's class for each kind: non-determinism messages name it. */
export const decisionClass: Readonly<Record<Decision['kind'], string>> = {
  task: 'ScheduleTaskOrchestratorAction',
  timer: 'CreateTimerOrchestratorAction',
  'sub-orchestration': 'CreateSubOrchestrationAction',
  send: 'SendEventOrchestratorAction',
  complete: 'OrchestrationCompleteOrchestratorAction',
  'continue-as-new': 'OrchestrationCompleteOrchestratorAction',
};
