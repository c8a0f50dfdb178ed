// Exports the list of jobs: part by part, each a bounded stretch of the list, then the files are made of the parts. However
// it goes, the job is closed.

import type { JobStatus } from '../domain/job/job.ts';
import { MAX_PARTS } from '../domain/job-export/job-export.ts';
import type { Failure, Outcome } from '../domain/shared/failure.ts';
import { fail } from '../domain/shared/failure.ts';
import type { ExportJobsInput, ExportJobsOutput, ExportResume } from './catalogue/export.ts';
import { activities } from './catalogue.ts';
import type { Steps, WorkflowContext } from './engine.ts';
import { call } from './engine.ts';
import { report } from './report.ts';
import { failureOf } from './thrown.ts';

type Ending =
  | { readonly kind: 'completed'; readonly jobs: number }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'closed-before'; readonly status: JobStatus }
  | { readonly kind: 'continued' };

/** A few hundred history events are quick to replay. */
const PARTS_PER_GENERATION = 25;

export function* exportJobs(context: WorkflowContext): Steps<ExportJobsOutput> {
  const input = context.df.getInput<ExportJobsInput>();
  const { jobId } = input;
  let ending: Ending;
  try {
    ending = yield* write(context, input);
  } catch (thrown) {
    ending = { kind: 'failed', failure: failureOf(thrown) };
  }
  if (ending.kind === 'continued') return { status: 'InProgress' };
  if (ending.kind === 'closed-before') return { status: ending.status };
  const jobs = ending.kind === 'completed' ? ending.jobs : 0;
  const endTime = context.df.currentUtcDateTime.toISOString();
  return yield* call(context, activities.closeExport, { jobId, jobs, ending, endTime });
}

function* write(context: WorkflowContext, input: ExportJobsInput): Steps<Ending> {
  const { jobId } = input;
  let state = input.resume;
  if (state === undefined) {
    const startTime = context.df.currentUtcDateTime.toISOString();
    const opened = yield* call(context, activities.openExport, { jobId, startTime });
    if (!opened.ok) return { kind: 'failed', failure: opened.failure };
    if (opened.value.state === 'already-closed')
      return { kind: 'closed-before', status: opened.value.status };
    state = { startTime, parts: [], jobs: 0 };
  }
  for (let written = 0; written === 0 || state.continuation !== undefined; written += 1) {
    if (written === PARTS_PER_GENERATION) {
      context.df.continueAsNew({ ...input, resume: state });
      return { kind: 'continued' };
    }
    const next: Outcome<ExportResume> = yield* writePart(context, input, state);
    if (!next.ok) return { kind: 'failed', failure: next.failure };
    state = next.value;
    yield* report(context, {
      jobId,
      phase: 'Write jobs',
      blobsDone: state.jobs,
      bytesDone: 0,
      since: state.startTime,
    });
  }
  const committed = yield* call(context, activities.commitExport, { jobId, parts: state.parts });
  if (!committed.ok) return { kind: 'failed', failure: committed.failure };
  return { kind: 'completed', jobs: state.jobs };
}

function* writePart(
  context: WorkflowContext,
  { jobId, filter, settings }: ExportJobsInput,
  { startTime, parts, jobs, continuation }: ExportResume,
): Steps<Outcome<ExportResume>> {
  if (parts.length === MAX_PARTS) return tooMany(jobs);
  const { jobsPerPart } = settings;
  const written = yield* call(context, activities.exportSlice, {
    jobId,
    filter,
    seq: parts.length,
    jobsPerPart,
    before: jobs,
    ...(continuation === undefined ? {} : { continuation }),
  });
  if (!written.ok) return written;
  const { part, jobs: more, continuation: next } = written.value;
  const state = { startTime, parts: [...parts, part], jobs: jobs + more };
  return { ok: true, value: next === undefined ? state : { ...state, continuation: next } };
}

const tooMany = (jobs: number) =>
  fail(
    'UserErrorInvalidRequest',
    `The list has more jobs than one export can hold; it ended after ${jobs}.`,
    [
      'Export parts of it by $filter, such as startTime ge 2026-01-01T00:00:00Z and startTime lt 2026-07-01T00:00:00Z.',
    ],
    '$filter',
  );
