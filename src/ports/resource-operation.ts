// Long-running operations of Azure Resource Manager. Whoever begins one keeps its state and asks again with it, from
// any process and at any time: an operation is resumed, not begun anew.

import type { ResourceFailure } from './resource-error.ts';

/** Text of the adapter's own; a few KB at most. */
export type OperationState = string;

export type OperationProgress =
  | {
      readonly status: 'running';
      readonly state: OperationState;
      /** How long the service asks to be left alone. */
      readonly retryAfterMs?: number;
    }
  /** What came of it is read from the resource. `verdict`: what a validation said. */
  | { readonly status: 'succeeded'; readonly verdict?: string }
  | { readonly status: 'failed'; readonly failure: ResourceFailure };

/**
 * Beginning an operation again with the same arguments, while it runs or after it has ended, makes nothing twice: it
 * joins what is there, or is refused with `conflict`. A lost answer is therefore answered by beginning again.
 */
export interface ResourceOperations {
  /**
   * Asks once, without waiting. A rejection says nothing about the operation, and the state stays good:
   * `not-found` where the service has forgotten the operation (then the resource tells), otherwise as for any call.
   */
  poll(state: OperationState): Promise<OperationProgress>;
}
