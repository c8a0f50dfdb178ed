// What actions may do to a simulation that is under way.

import type { Operations } from '../../src/composition/operations.ts';
import type { WorkflowClient } from '../../src/ports/workflow-client.ts';
import type { World } from './world.ts';

export interface Action {
  readonly weight: number;
  /** Says what it did. */
  readonly act: (stage: Stage) => string;
}

export interface Stage {
  readonly world: World;
  /** Asks the app for an operation. Nobody waits for the answer. */
  ask(what: string, work: (operations: Operations, workflows: WorkflowClient) => Promise<unknown>): void;
  /** Does something when so much time has passed, whatever becomes of the app. */
  later(ms: number, act: () => void): void;
  /** Does something when the simulation has taken so many steps more. */
  soon(steps: number, act: () => void): void;
  /** The host dies, and another starts. */
  crash(): void;
  passTo(moment: number): void;
  /** Everything goes on, and time with it, until there is nothing left to wait for. */
  untilIdle(): Promise<void>;
  newRequestId(): string;
}
