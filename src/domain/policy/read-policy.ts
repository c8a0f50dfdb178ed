// Reads a policy's definition: the policy as decisions use it, or every rule of Azure Backup that it breaks.

import type { BackupPolicy } from './backup-policy.ts';
import type { PolicyProfile } from './datasource-types.ts';
import { findDatasourceType, policyProfiles } from './datasource-types.ts';
import type { BackupRule, PolicyDefinition, RetentionRule } from './definition.ts';
import type { Placed, PolicyProblem } from './policy-problem.ts';
import { PolicyProblems } from './policy-problem.ts';
import { readRetentionRules } from './read-retention-rules.ts';
import { readSchedule } from './read-schedule.ts';
import { readTags } from './read-tags.ts';

export type ReadPolicy =
  | { readonly ok: true; readonly policy: BackupPolicy }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

type PlacedRule = Placed<BackupRule> | Placed<RetentionRule>;

export function readPolicy(definition: PolicyDefinition): ReadPolicy {
  const problems = new PolicyProblems();
  const policy = read(definition, problems);
  return policy === undefined || problems.all.length > 0
    ? { ok: false, problems: problems.all }
    : { ok: true, policy };
}

function read(definition: PolicyDefinition, problems: PolicyProblems): BackupPolicy | undefined {
  const types = readTypes(definition, problems);
  const placed = definition.policyRules.map(
    (rule, index) => ({ rule, path: ['policyRules', index] }) as PlacedRule,
  );
  refuseSameNames(placed, problems);
  if (types === undefined) return undefined;
  const { datasourceTypes, profile } = types;
  const durations = readRetentionRules(placed.filter(isRetentionRule), profile, problems);
  const backupRules = placed.filter(isBackupRule);
  for (const second of backupRules.slice(1)) {
    problems.add(second.path, 'is a second backup rule: a policy has one schedule for a datasource');
  }
  const [backupRule] = backupRules;
  if (backupRule === undefined) {
    return problems.add(
      ['policyRules'],
      `must have a backup rule (AzureBackupRule) for the data store ${profile.dataStore}`,
    );
  }
  refuseParameters(backupRule, profile, problems);
  const schedule = readSchedule(backupRule, profile, problems);
  if (schedule === undefined) return undefined;
  const tags = readTags(backupRule, durations, { profile, zone: schedule.zone }, problems);
  return tags === undefined
    ? undefined
    : { datasourceTypes, ruleName: backupRule.rule.name, schedule, ...tags };
}

function readTypes(
  { datasourceTypes: given }: PolicyDefinition,
  problems: PolicyProblems,
): { readonly datasourceTypes: readonly string[]; readonly profile: PolicyProfile } | undefined {
  if (given.length === 0) return problems.add(['datasourceTypes'], 'must name a datasource type');
  const datasourceTypes: string[] = [];
  for (const [index, name] of given.entries()) {
    const type = findDatasourceType(name);
    if (type !== undefined) datasourceTypes.push(type);
    else {
      const known = Object.keys(policyProfiles).join(', ');
      problems.add(['datasourceTypes', index], `must be a datasource type of this vault: ${known}`);
    }
  }
  const profiles = datasourceTypes.flatMap((type) => policyProfiles[type] ?? []);
  const [profile] = profiles;
  if (profile === undefined) return undefined;
  if (profiles.some(({ dataStore }) => dataStore !== profile.dataStore)) {
    return problems.add(
      ['datasourceTypes'],
      'must not mix storage accounts and Elastic SAN volume groups: their recovery points are in different data stores',
    );
  }
  return { datasourceTypes, profile };
}

const isRetentionRule = (placed: PlacedRule): placed is Placed<RetentionRule> =>
  placed.rule.objectType === 'AzureRetentionRule';

const isBackupRule = (placed: PlacedRule): placed is Placed<BackupRule> =>
  placed.rule.objectType === 'AzureBackupRule';

function refuseSameNames(placed: readonly PlacedRule[], problems: PolicyProblems): void {
  const names = new Set<string>();
  for (const { rule, path } of placed) {
    const name = `${rule.objectType} ${rule.name.toLowerCase()}`;
    if (rule.name.trim() === '') problems.add([...path, 'name'], 'must not be empty');
    else if (names.has(name)) problems.add([...path, 'name'], `is the name of another rule: ${rule.name}`);
    names.add(name);
  }
}

function refuseParameters(
  { rule, path }: Placed<BackupRule>,
  { backupType, dataStore }: PolicyProfile,
  problems: PolicyProblems,
): void {
  if (rule.backupParameters.backupType !== backupType) {
    problems.add(
      [...path, 'backupParameters', 'backupType'],
      `must be ${backupType} for this datasource type`,
    );
  }
  if (rule.dataStore.dataStoreType !== dataStore) {
    problems.add([...path, 'dataStore', 'dataStoreType'], `must be ${dataStore} for this datasource type`);
  }
}
