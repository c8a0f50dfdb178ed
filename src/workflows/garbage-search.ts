// The last phase of a check: what is there that no recovery point names. Instance after instance, marked and swept like a
// prune, which lets no recovery point go; without repair nothing is deleted at all.

import { noPruneCounters } from '../domain/job/counters.ts';
import type { Failure } from '../domain/shared/failure.ts';
import type { CheckResume, CheckVaultInput, GarbageSearch } from './catalogue/check.ts';
import type { PruneResume } from './catalogue/prune.ts';
import { activities } from './catalogue.ts';
import type { Steps, WorkflowContext } from './engine.ts';
import { call } from './engine.ts';
import type { PhasesRequest } from './prune-phases.ts';
import { runPrunePhases } from './prune-phases.ts';
import { report } from './report.ts';

export type SearchResult =
  | { readonly kind: 'completed' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** One instance is done, or the history is long enough: continue as new with this state. */
  | { readonly kind: 'paused'; readonly state: CheckResume };

type Search = GarbageSearch & Required<Pick<GarbageSearch, 'work'>>;

type Begun = { readonly kind: 'begun'; readonly search: Search } | SearchResult;

export function* searchForGarbage(
  context: WorkflowContext,
  input: CheckVaultInput,
  state: CheckResume,
): Steps<SearchResult> {
  const { graceSeconds } = input.settings;
  if (graceSeconds === undefined) return { kind: 'completed' };
  const begun = yield* begin(context, input, state, graceSeconds);
  if (begun.kind !== 'begun') return begun;
  const { done, work } = begun.search;
  const { backupInstance } = work;
  const worked = yield* runPrunePhases(context, requestOf(context, input, state, backupInstance), work.state);
  if (worked.kind === 'paused') {
    const search = { ...begun.search, work: { backupInstance, state: worked.state } };
    return { kind: 'paused', state: { ...state, search } };
  }
  const ending = worked.kind === 'failed' ? worked : ({ kind: 'completed' } as const);
  return yield* close(context, input, state, { done, backupInstance, ending });
}

function* begin(
  context: WorkflowContext,
  input: CheckVaultInput,
  state: CheckResume,
  graceSeconds: number,
): Steps<Begun> {
  const { done, last, work } = state.search ?? { done: 0 };
  if (work !== undefined) return { kind: 'begun', search: { done, work } };
  const { jobId, repair } = input;
  const { startTime } = state;
  const opened = yield* call(context, activities.openGarbageSearch, {
    jobId,
    repair,
    startTime,
    graceSeconds,
    seq: done,
    ...(last === undefined ? {} : { after: last }),
  });
  if (!opened.ok) return { kind: 'failed', failure: opened.failure };
  if (opened.value.state === 'none-left') return { kind: 'completed' };
  const { backupInstance } = opened.value;
  if (opened.value.state === 'refused') {
    const ending = { kind: 'failed', failure: opened.value.failure } as const;
    return yield* close(context, input, state, { done, backupInstance, ending });
  }
  const fresh: PruneResume = {
    phase: 'points',
    startTime,
    // No recovery point goes.
    lanes: [],
    counters: noPruneCounters,
    cut: { parts: 0, fans: 0 },
  };
  return { kind: 'begun', search: { done, work: { backupInstance, state: fresh } } };
}

/** The next instance begins with a short history. */
function* close(
  context: WorkflowContext,
  { jobId, repair }: CheckVaultInput,
  state: CheckResume,
  { done, backupInstance, ending }: Ended,
): Steps<SearchResult> {
  const end =
    ending.kind === 'failed' ? ({ kind: 'failed', failure: ending.failure } as const) : { kind: ending.kind };
  yield* call(context, activities.closeGarbageSearch, {
    jobId,
    repair,
    backupInstance,
    seq: done,
    ending: end,
  });
  return { kind: 'paused', state: { ...state, search: { done: done + 1, last: backupInstance } } };
}

interface Ended {
  readonly done: number;
  readonly backupInstance: string;
  readonly ending: { readonly kind: 'completed' } | { readonly kind: 'failed'; readonly failure: Failure };
}

const requestOf = (
  context: WorkflowContext,
  { jobId, settings }: CheckVaultInput,
  { startTime }: CheckResume,
  backupInstance: string,
): PhasesRequest => ({
  run: { backupInstance, jobId },
  settings,
  report: (_, done) =>
    report(context, {
      jobId,
      phase: 'Look for what nothing names',
      blobsDone: done.objectsDeleted,
      bytesDone: done.bytesFreed,
      since: startTime,
    }),
});
