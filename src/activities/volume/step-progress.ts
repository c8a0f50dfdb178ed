// What becomes of a step that was begun or asked after: done, failed for good, or something to wait for. Throttling and
// passing faults are waited for by the workflow, which has timers that cost nothing.

import type { Failure } from '../../domain/shared/failure.ts';
import { isResourceError } from '../../ports/resource-error.ts';
import type { OperationProgress } from '../../ports/resource-operation.ts';
import type { activities, OutputOf } from '../../workflows/catalogue.ts';
import { resourceFailure } from './resource-failure.ts';

type StepProgress = OutputOf<typeof activities.advanceVolumeStep>;

export interface AskedStep {
  /** How a failure's message begins. */
  readonly trouble: string;
  readonly pollSeconds: number;
  /** The state of the operation that was asked after; absent where it was begun. */
  readonly operation?: string;
}

export const failed = (message: string): Failure => ({
  code: 'SnapshotFailed',
  message,
  recommendedAction: ['Start the operation again.'],
});

/** A status that the service spells freely; what says so is taken for a refusal. */
const isBad = (verdict: string): boolean => /fail|error|invalid|unsupported|not\s*ready/i.test(verdict);

const seconds = ({ pollSeconds }: AskedStep, retryAfterMs = 0): number =>
  Math.max(pollSeconds, Math.ceil(retryAfterMs / 1_000));

export const stepProgress = (step: AskedStep, progress: OperationProgress): StepProgress => {
  if (progress.status === 'running') {
    const { state, retryAfterMs } = progress;
    return { kind: 'waiting', seconds: seconds(step, retryAfterMs), operation: state };
  }
  if (progress.status === 'failed') {
    return { kind: 'failed', failure: resourceFailure(step.trouble, progress.failure) };
  }
  const { verdict = '' } = progress;
  return isBad(verdict)
    ? { kind: 'failed', failure: failed(`${step.trouble}: ${verdict}.`) }
    : { kind: 'done' };
};

export const isUnknownOperation = (error: unknown): boolean =>
  isResourceError(error) && error.code === 'unknown-operation';

export const afterRefusal = (step: AskedStep, error: unknown): StepProgress => {
  if (!isResourceError(error)) throw error;
  const { operation } = step;
  // An operation that the service has forgotten is begun again, and joins what it has made.
  if (operation !== undefined && error.code === 'not-found')
    return { kind: 'waiting', seconds: seconds(step) };
  if (!error.transient) return { kind: 'failed', failure: resourceFailure(step.trouble, error) };
  return {
    kind: 'waiting',
    seconds: seconds(step, error.retryAfterMs),
    ...(operation === undefined ? {} : { operation }),
  };
};
