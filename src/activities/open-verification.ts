// Activity: opens the verification of a recovery point: its job, and a pin that keeps the point from being pruned.

import { newVerifyJob } from '../domain/job/new-job.ts';
import { verifyOrchestrationId } from '../domain/job/orchestration-id.ts';
import { isFinal } from '../domain/job/transitions.ts';
import { succeed } from '../domain/shared/failure.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { settling } from './permanent-failure.ts';
import { pinPoint } from './pin-point.ts';
import { lanesFor } from './verification/lanes.ts';

type Input = InputOf<typeof activities.openVerification>;
type Output = OutputOf<typeof activities.openVerification>;

export const openVerification =
  ({ vault }: Dependencies) =>
  async (input: Input): Promise<Output> =>
    await settling(async (): Promise<Output> => {
      const { backupInstance, recoveryPointId, jobId, startTime } = input;
      const { job } = await vault.jobs.create(newVerifyJob(input));
      if (isFinal(job.status)) return succeed({ state: 'already-closed', status: job.status });
      const orchestrationId = verifyOrchestrationId(jobId);
      const pin = { backupInstance, recoveryPointId, jobId, orchestrationId, since: startTime };
      const point = await pinPoint(vault, pin);
      if (!point.ok) return point;
      const { blobs, bytes } = point.value;
      return succeed({ state: 'opened', lanes: lanesFor(blobs, input.lanes), blobs, bytes });
    });
