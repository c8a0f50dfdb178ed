// Steps and slices of a workflow begin by looking at the job: of one that is being cancelled they do nothing, and end as
// with any permanent failure, so that a workflow that is cancelled goes the way on which it tidies up anyway.

import { cancelledFailure } from '../domain/job/cancellation.ts';
import type { SliceOutcome } from '../domain/job/slices.ts';
import type { Failure, Outcome } from '../domain/shared/failure.ts';
import type { Vault } from '../vault/vault.ts';
import type { StepProgress } from '../workflows/catalogue/resource-step.ts';
import type { Dependencies } from './dependencies.ts';
import { isTransient, permanentFailure, settling } from './permanent-failure.ts';

interface OfJob {
  readonly jobId: string;
}

export const cancellation = async (vault: Vault, jobId: string): Promise<Failure | undefined> => {
  const job = (await vault.jobs.get(jobId))?.document;
  return job?.status === 'Cancelling' ? cancelledFailure(job.operation) : undefined;
};

export const unlessCancelled =
  <Input extends OfJob, T>({ vault }: Dependencies, step: (input: Input) => Promise<Outcome<T>>) =>
  async (input: Input): Promise<Outcome<T>> =>
    await settling(async () => {
      const failure = await cancellation(vault, input.jobId);
      return failure === undefined ? await step(input) : { ok: false, failure };
    });

/** For a step that tells all that stands in its way. */
export const lookUnlessCancelled =
  <Input extends OfJob, Found>({ vault }: Dependencies, look: (input: Input) => Promise<Found>) =>
  async (input: Input): Promise<Found | { readonly ok: false; readonly failures: readonly Failure[] }> => {
    const failure = await cancellation(vault, input.jobId);
    return failure === undefined ? await look(input) : { ok: false, failures: [failure] };
  };

export const sliceUnlessCancelled =
  <Input extends OfJob, Counters>(
    { vault }: Dependencies,
    slice: (input: Input) => Promise<SliceOutcome<Counters>>,
  ) =>
  async (input: Input): Promise<SliceOutcome<Counters>> => {
    try {
      const failure = await cancellation(vault, input.jobId);
      if (failure !== undefined) return { kind: 'failed', failure };
    } catch (error) {
      if (isTransient(error)) return { kind: 'interrupted', reason: error.message };
      return { kind: 'failed', failure: permanentFailure(error) };
    }
    return await slice(input);
  };

/** @param isDone of what has begun in Azure and of what tidies up: it is followed to its end */
export const advanceUnlessCancelled =
  <Input extends OfJob>(
    { vault }: Dependencies,
    advance: (input: Input) => Promise<StepProgress>,
    isDone: (input: Input) => boolean,
  ) =>
  async (input: Input): Promise<StepProgress> => {
    const failure = isDone(input) ? undefined : await cancellation(vault, input.jobId);
    return failure === undefined ? await advance(input) : { kind: 'failed', failure };
  };
