// PUT and DELETE backupPolicies: a policy that instances use may change, and not go. What changes counts for the points that
// are there, so a policy in use keeps the datasource types of its instances.

import { dailyPolicyName } from '../domain/policy/daily-policy.ts';
import type { PolicyDefinition } from '../domain/policy/definition.ts';
import { readPolicy } from '../domain/policy/read-policy.ts';
import type { BackupInstance } from '../domain/protection/backup-instance.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import { sameText } from '../domain/shared/same-text.ts';
import type { PolicyDocument } from '../vault/documents/policy.ts';
import { isPolicyName } from '../vault/layout.ts';
import type { FoundPolicy } from '../vault/stores/policies.ts';
import type { OperationDependencies } from './dependencies.ts';
import { refuseShorterRetention } from './immutability.ts';
import { keepPolicy } from './keep-policy.ts';
import { passedOver, recordPassedOver } from './record-passed-over.ts';

const changedMeanwhile = (name: string) =>
  fail(
    'UserErrorOperationInProgress',
    `The backup policy ${name} was changed by another request at the same time.`,
    ['Look at the backup policy and send the request again if it is still needed.'],
  );

const users = async ({ vault }: OperationDependencies, name: string): Promise<readonly BackupInstance[]> =>
  (await vault.instances.list()).filter(({ policyName }) => sameText(policyName, name));

export const configurePolicy =
  (deps: OperationDependencies) =>
  async (asked: {
    readonly name: string;
    readonly definition: PolicyDefinition;
  }): Promise<Outcome<PolicyDocument>> => {
    if (!isPolicyName(asked.name)) {
      return fail(
        'BMSUserErrorInvalidInput',
        `${asked.name} is not a name for a backup policy.`,
        ['Use 3 to 150 letters, digits and hyphens, beginning with a letter or digit.'],
        'backupPolicyName',
      );
    }
    const found = await deps.vault.policies.find(asked.name);
    const name = found?.document.name ?? asked.name;
    const { datasourceTypes } = asked.definition;
    const instances = await users(deps, name);
    const other = instances.find((user) => !datasourceTypes.includes(user.datasourceType));
    if (other !== undefined) {
      return fail(
        'BMSUserErrorInvalidInput',
        `The backup instance ${other.name} uses the policy ${name}, and protects a datasource of the type ${other.datasourceType}.`,
        ['Keep this datasource type in the policy, or give the backup instance another policy first.'],
        'properties.datasourceTypes',
      );
    }
    const shorter = await refuseShorter(deps, { found, instances, definition: asked.definition });
    if (shorter !== undefined) return shorter;
    const document = changedPolicy(found, name, asked.definition, new Date(deps.clock.now()).toISOString());
    const isOtherSchedule = document.scheduledSince !== found?.document.scheduledSince;
    const late = await passedOver(deps, isOtherSchedule ? instances : []);
    const written = await deps.vault.policies.put(document, found);
    if (written === undefined) return changedMeanwhile(name);
    await recordPassedOver(deps, late);
    return succeed(document);
  };

async function refuseShorter(
  deps: OperationDependencies,
  {
    found,
    instances,
    definition,
  }: {
    readonly found: FoundPolicy | undefined;
    readonly instances: readonly BackupInstance[];
    readonly definition: PolicyDefinition;
  },
) {
  const after = readPolicy(definition);
  if (!after.ok) return undefined;
  const before = found === undefined ? undefined : readPolicy(found.document.definition);
  return await refuseShorterRetention(deps, {
    instances,
    before: before?.ok ? before.policy : undefined,
    after: after.policy,
    target: 'properties.policyRules',
  });
}

function changedPolicy(
  found: FoundPolicy | undefined,
  name: string,
  definition: PolicyDefinition,
  now: string,
): PolicyDocument {
  const before = found?.document;
  const sameSchedule = before !== undefined && scheduleOf(before.definition) === scheduleOf(definition);
  return {
    version: 1,
    name,
    revision: (before?.revision ?? 0) + 1,
    definition,
    // Slots of another schedule are none of this one's: they are not made up for.
    scheduledSince: sameSchedule ? before.scheduledSince : now,
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  };
}

const scheduleOf = ({ policyRules }: PolicyDefinition): string =>
  JSON.stringify(
    policyRules.flatMap((rule) => (rule.objectType === 'AzureBackupRule' ? [rule.trigger.schedule] : [])),
  );

export const deletePolicy =
  (deps: OperationDependencies) =>
  async (name: string): Promise<Outcome<'deleted' | 'absent'>> => {
    const found = await deps.vault.policies.find(name);
    if (found === undefined) return succeed('absent');
    const { document } = found;
    if (document.name === dailyPolicyName) {
      return fail(
        'BMSUserErrorInvalidInput',
        `The backup policy ${document.name} is built into the vault and cannot be deleted.`,
        ['Change it with PUT, or leave it unused.'],
        'backupPolicyName',
      );
    }
    const inUse = await refuseUsed(deps, document.name);
    if (inUse !== undefined) return inUse;
    const outcome = await deps.vault.policies.delete(found);
    if (outcome === 'changed') return changedMeanwhile(document.name);
    // An instance may have begun to use it after the look; who writes second sees the other's write.
    const usedMeanwhile = await refuseUsed(deps, document.name);
    if (usedMeanwhile === undefined) return succeed(outcome);
    await keepPolicy(deps, found);
    return usedMeanwhile;
  };

async function refuseUsed(deps: OperationDependencies, name: string) {
  const [user, ...others] = await users(deps, name);
  if (user === undefined) return undefined;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const deleted =
    user.state === 'SoftDeleted' ? `, which is deleted and kept until ${user.deletion?.purgeAt}` : '';
  return fail(
    'UserErrorPolicyInUse',
    `The backup policy ${name} is used by the backup instance ${user.name}${deleted}${more}.`,
    ['Give the backup instances another policy first.'],
    'backupPolicyName',
  );
}
