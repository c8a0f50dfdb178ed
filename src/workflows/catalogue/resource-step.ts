// Steps that begin an operation in Azure and ask after it: what an activity says of one, and what a workflow keeps of it.

import type { Failure } from '../../domain/shared/failure.ts';

export type StepProgress =
  /** Ask again, with this state where there is one: without, the step begins again and joins what it began. */
  | {
      readonly kind: 'waiting';
      readonly seconds: number;
      readonly operation?: string;
      readonly percent?: number;
    }
  | {
      readonly kind: 'done';
      /** Of the deletion of a recovery point: whether it has gone. Absent: as an earlier version of the app told it. */
      readonly removed?: boolean;
    }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface StepState<Step extends string> {
  readonly step: Step;
  /** Of the step's operation, where one is under way. */
  readonly operation?: string;
  /** When the step began (ISO 8601, UTC). */
  readonly since: string;
}
