// Exports of the list of jobs on the engine of memory ports.

import type { Job } from '../../src/domain/job/job.ts';
import { jobIdFor } from '../../src/domain/job/job-id.ts';
import { exportOrchestrationId } from '../../src/domain/job/orchestration-id.ts';
import type { ExportJobsInput, ExportJobsOutput } from '../../src/workflows/catalogue/export.ts';
import { exportJobs as workflow } from '../../src/workflows/export-jobs.ts';
import type { Engine } from './engine-fixture.ts';
import type { RunOptions } from './replay.ts';
import { WorkflowRun } from './replay.ts';

export interface ExportOutcome {
  readonly job: Job;
  readonly output: ExportJobsOutput;
  readonly run: WorkflowRun;
  /** The files as they stand; undefined: not there. */
  readonly json: string | undefined;
  readonly csv: string | undefined;
}

/** With the mark that a decoder would take away. */
const textOf = ({ control }: Engine, name: string): string | undefined => {
  const blob = control.find('holdfast-exports', name);
  return blob === undefined ? undefined : Buffer.from(blob.bytes).toString();
};

export const exportJobs = async (
  engine: Engine,
  change: Partial<ExportJobsInput> = {},
  options: Partial<RunOptions> = {},
): Promise<ExportOutcome> => {
  const jobId = jobIdFor(engine.time.now, `export/${engine.time.now}`);
  const input: ExportJobsInput = { jobId, filter: {}, settings: { jobsPerPart: 2 }, ...change };
  const run = new WorkflowRun({
    workflow,
    instanceId: exportOrchestrationId(jobId),
    input,
    time: engine.time,
    activity: (name, message) => engine.callActivity(name, message),
    ...options,
  });
  const output = (await run.toEnd()) as ExportJobsOutput;
  engine.time.now += 3_600_000;
  return {
    job: await engine.job(jobId),
    output,
    run,
    json: textOf(engine, `${jobId}.json`),
    csv: textOf(engine, `${jobId}.csv`),
  };
};
