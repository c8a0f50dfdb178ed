// Activity: makes the containers of a restore at the target. Under the conflict policy `fail` they must be the job's own.

import { fail, succeed } from '../domain/shared/failure.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { settling } from './permanent-failure.ts';
import { requirePlan } from './require-run.ts';
import { createForJob, madeByJob } from './restore/target-containers.ts';

type Input = InputOf<typeof activities.createTargetContainers>;
type Output = OutputOf<typeof activities.createTargetContainers>;

export const createTargetContainers =
  ({ vault, storage }: Dependencies) =>
  async ({ jobId }: Input): Promise<Output> =>
    await settling(async () => {
      const plan = await requirePlan(vault, jobId);
      if (!plan.ok) return plan;
      const target = storage.open(plan.value.targetAccountId);
      for (const { target: name } of plan.value.containers) {
        const made = await createForJob(target, name, jobId);
        if (made === 'created' || plan.value.conflict !== 'fail') continue;
        if (await madeByJob(target, name, jobId)) continue;
        return fail(
          'UserErrorTargetContainersExistOnAccount',
          `The container ${name} was made at the target by somebody else while the restore began.`,
          ['Rename the container in the restore request, or use the conflict policy skip or overwrite.'],
        );
      }
      return succeed({ containers: plan.value.containers.length });
    });
