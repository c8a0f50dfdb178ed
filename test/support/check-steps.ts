// Checks of the vault on the engine of memory ports.

import type { CheckReport } from '../../src/domain/check/check.ts';
import type { Job } from '../../src/domain/job/job.ts';
import { jobIdFor } from '../../src/domain/job/job-id.ts';
import { checkOrchestrationId } from '../../src/domain/job/orchestration-id.ts';
import type { CheckVaultInput } from '../../src/workflows/catalogue/check.ts';
import { checkVault } from '../../src/workflows/check-vault.ts';
import type { Engine } from './engine-fixture.ts';
import type { RunOptions } from './replay.ts';
import { WorkflowRun } from './replay.ts';

export interface CheckOutcome {
  readonly job: Job;
  readonly report: CheckReport | undefined;
  /** `code thing`, and `repaired` where it is, in alphabetical order. */
  readonly found: readonly string[];
  readonly run: WorkflowRun;
}

export const check = async (
  engine: Engine,
  change: Partial<CheckVaultInput> = {},
  options: Partial<RunOptions> = {},
): Promise<CheckOutcome> => {
  const jobId = jobIdFor(engine.time.now, `check/${engine.time.now}`);
  const input: CheckVaultInput = {
    jobId,
    repair: false,
    abandoned: [],
    settings: { lanes: 2, sliceSeconds: 60, graceSeconds: 7 * 86_400 },
    ...change,
  };
  const run = new WorkflowRun({
    workflow: checkVault,
    instanceId: checkOrchestrationId(jobId),
    input,
    time: engine.time,
    activity: (name, message) => engine.callActivity(name, message),
    ...options,
  });
  await run.toEnd();
  engine.time.now += 3_600_000;
  const report = await engine.vault.checks.report(jobId);
  const found = (report?.findings.listed ?? [])
    .map(({ code, thing, repaired }) => `${code} ${thing}${repaired === true ? ' repaired' : ''}`)
    .sort();
  return { job: await engine.job(jobId), report, found, run };
};
