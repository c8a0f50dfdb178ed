// POST backup: an adhoc backup. The job is there before the workflow, so that a start that fails half-way is seen.

import { jobIdFor } from '../domain/job/job-id.ts';
import { backupOrchestrationId } from '../domain/job/orchestration-id.ts';
import { allTags, findTag } from '../domain/policy/backup-policy.ts';
import { adhocRecoveryPointId } from '../domain/recovery-point/recovery-point-id.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import { fnv1a64 } from '../domain/shared/stable-hash.ts';
import type { WorkflowClient } from '../ports/workflow-client.ts';
import type { UsablePolicy } from '../vault/stores/policies.ts';
import type { BackupToStart } from './backup-of.ts';
import { backupOf } from './backup-of.ts';
import type { OperationDependencies } from './dependencies.ts';
import { requireInstance } from './find-instance.ts';
import { refuseOneMore } from './volume-requests.ts';

export interface BackupRequest {
  readonly backupInstance: string;
  /** A backup rule of the instance's policy. */
  readonly ruleName: string;
  /** A retention tag of the policy; absent: its default. */
  readonly askedTag?: string;
  /** Unique to the request: tells two backups of one second apart. */
  readonly requestId: string;
}

type Chosen = Pick<BackupToStart, 'retentionTag' | 'askedTag'>;

function chosenRule(
  usable: UsablePolicy | undefined,
  { policyName, ruleName, askedTag }: BackupRequest & { readonly policyName: string },
): Outcome<Chosen> {
  if (usable === undefined) {
    return fail(
      'UserErrorInvalidRequest',
      `The vault no longer has the policy ${policyName} of the backup instance.`,
      ['Give the backup instance another policy first.'],
    );
  }
  const { policy } = usable;
  if (ruleName.toLowerCase() !== policy.ruleName.toLowerCase()) {
    return fail(
      'UserErrorInvalidRequest',
      `The policy ${policyName} has no backup rule ${ruleName}.`,
      [`Use its backup rule ${policy.ruleName}.`],
      'backupRuleOptions.ruleName',
    );
  }
  if (askedTag === undefined) return succeed({ retentionTag: policy.defaultTag.name });
  const tag = findTag(policy, askedTag);
  if (tag !== undefined) return succeed({ retentionTag: tag.name, askedTag: tag.name });
  return fail(
    'UserErrorInvalidRequest',
    `The policy ${policyName} has no retention tag ${askedTag}.`,
    [
      `Use one of its tags: ${allTags(policy)
        .map(({ name }) => name)
        .join(', ')}.`,
    ],
    'backupRuleOptions.triggerOption.retentionTagOverride',
  );
}

export const startBackup =
  (deps: OperationDependencies) =>
  async (workflows: WorkflowClient, request: BackupRequest): Promise<Outcome<{ readonly jobId: string }>> => {
    const { vault, clock, settings } = deps;
    const found = await requireInstance(vault, request.backupInstance);
    if (!found.ok) return found;
    const { name, state, policyName } = found.value;
    if (state !== 'ProtectionConfigured') {
      return fail(
        'UserErrorInvalidRequest',
        `The backup instance ${name} is not being protected: it is in the state ${state}.`,
        ['Configure or resume protection first.'],
      );
    }
    const rule = chosenRule(await vault.policies.usable(policyName), { ...request, policyName });
    if (!rule.ok) return rule;
    const now = clock.now();
    const recoveryPointId = adhocRecoveryPointId(now, fnv1a64(request.requestId));
    const orchestrationId = backupOrchestrationId(name, recoveryPointId);
    const jobId = jobIdFor(now, orchestrationId);
    const run = { recoveryPointId, jobId, trigger: 'adhoc', ...rule.value } as const;
    const { job, orchestration, input } = backupOf(found.value, run, settings);
    const refusal =
      found.value.version === 2
        ? await refuseOneMore(deps, name, { operation: 'OnDemandBackup', jobId })
        : undefined;
    if (refusal !== undefined) return refusal;
    await vault.jobs.create(job(new Date(now).toISOString()));
    await workflows.start(orchestration, orchestrationId, input);
    return succeed({ jobId });
  };
