// Walks through steps that are operations in Azure: asks, waits by a timer for as long as it was told, and asks again,
// with the state that was kept. After a number of looks it continues as new, so that its history stays small.

import type { Failure } from '../domain/shared/failure.ts';
import type { StepProgress, StepState } from './catalogue/resource-step.ts';
import type { Steps, WorkflowContext } from './engine.ts';
import { timerIn } from './engine.ts';
import { failureOf } from './thrown.ts';

const LOOKS = 25;
const TELL_EVERY = 5;

export type Done = Extract<StepProgress, { readonly kind: 'done' }>;

export interface Walk<State extends StepState<string>, End extends { readonly kind: string }> {
  look(state: State): Steps<StepProgress>;
  deadlineSeconds(state: State): number;
  afterSuccess(state: State, done: Done): State | End;
  afterFailure(state: State, failure: Failure): State | End;
  tell(state: State, percent: number): Steps<void>;
  /** To go on with, in a new generation. */
  continueWith(state: State): void;
}

/** A step that begins has no operation yet. */
export const without = <State extends StepState<string>>(state: State): State => {
  const { operation: _, ...rest } = state;
  return rest as State;
};

const tooLate = (step: string, seconds: number): Failure => ({
  code: 'SnapshotDeadlineExceeded',
  message: `The step ${step} has not ended within ${seconds} seconds.`,
  recommendedAction: ['Look at the Elastic SAN and the snapshots in Azure, then start the operation again.'],
});

function* lookInTime<State extends StepState<string>, End extends { readonly kind: string }>(
  context: WorkflowContext,
  walk: Walk<State, End>,
  state: State,
): Steps<StepProgress> {
  try {
    const progress = yield* walk.look(state);
    if (progress.kind !== 'waiting') return progress;
    const deadline = walk.deadlineSeconds(state);
    const waited = (context.df.currentUtcDateTime.getTime() - Date.parse(state.since)) / 1_000;
    return waited < deadline ? progress : { kind: 'failed', failure: tooLate(state.step, deadline) };
  } catch (thrown) {
    return { kind: 'failed', failure: failureOf(thrown) };
  }
}

export function* walkSteps<State extends StepState<string>, End extends { readonly kind: string }>(
  context: WorkflowContext,
  walk: Walk<State, End>,
  begun: State,
): Steps<End | { readonly kind: 'continued' }> {
  let state = begun;
  let told: string | undefined;
  for (let looks = 0; ; ) {
    const looked = yield* lookInTime(context, walk, state);
    if (looked.kind === 'waiting') {
      looks += 1;
      const { operation } = looked;
      state = operation === undefined ? without(state) : { ...state, operation };
      if (state.step !== told || looks % TELL_EVERY === 0) yield* walk.tell(state, looked.percent ?? 0);
      told = state.step;
      yield timerIn(context, looked.seconds);
      if (looks < LOOKS) continue;
      walk.continueWith(state);
      return { kind: 'continued' };
    }
    const next =
      looked.kind === 'failed' ? walk.afterFailure(state, looked.failure) : walk.afterSuccess(state, looked);
    if ('kind' in next) return next;
    state = { ...next, since: context.df.currentUtcDateTime.toISOString() };
  }
}
