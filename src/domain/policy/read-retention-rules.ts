// The retention rules of a policy: for each name how long it keeps a point in the data store of the recovery points.

import type { PolicyProfile } from './datasource-types.ts';
import type { Lifecycle, RetentionRule } from './definition.ts';
import type { Placed, PolicyPath, PolicyProblems } from './policy-problem.ts';
import type { RetentionDuration } from './retention-duration.ts';
import { parseRetentionDuration } from './retention-duration.ts';

export interface KeptFor {
  readonly name: string;
  readonly isDefault: boolean;
  /** undefined where it could not be read, which is a problem already. */
  readonly duration: RetentionDuration | undefined;
  readonly path: PolicyPath;
}

export function readRetentionRules(
  placed: readonly Placed<RetentionRule>[],
  profile: PolicyProfile,
  problems: PolicyProblems,
): readonly KeptFor[] {
  const rules = placed
    .filter(({ rule }) => !isOperational(rule, profile))
    .map(({ rule, path }) => ({
      name: rule.name,
      isDefault: rule.isDefault === true,
      duration: readLifecycles(rule.lifecycles, [...path, 'lifecycles'], profile, problems),
      path,
    }));
  const defaults = rules.filter(({ isDefault }) => isDefault);
  if (defaults.length === 0) {
    problems.add(['policyRules'], 'must have a default retention rule (AzureRetentionRule with isDefault)');
  }
  for (const second of defaults.slice(1)) {
    problems.add(
      [...second.path, 'isDefault'],
      `must be true for one retention rule only: ${defaults[0]?.name}`,
    );
  }
  return rules;
}

const isOperational = (rule: RetentionRule, { operationalRule }: PolicyProfile): boolean =>
  operationalRule !== undefined &&
  rule.name.toLowerCase() === operationalRule.toLowerCase() &&
  rule.lifecycles.every(({ sourceDataStore }) => sourceDataStore.dataStoreType === 'OperationalStore');

function readLifecycles(
  lifecycles: readonly Lifecycle[],
  path: PolicyPath,
  { dataStore }: PolicyProfile,
  problems: PolicyProblems,
): RetentionDuration | undefined {
  const [lifecycle, ...others] = lifecycles;
  if (lifecycle === undefined || others.length > 0) {
    return problems.add(path, `must have one lifecycle, that of the data store ${dataStore}`);
  }
  const { sourceDataStore, deleteAfter, targetDataStoreCopySettings = [] } = lifecycle;
  if (sourceDataStore.dataStoreType !== dataStore) {
    problems.add(
      [...path, 0, 'sourceDataStore', 'dataStoreType'],
      `must be ${dataStore}, where the recovery points of this datasource type are`,
    );
  }
  if (targetDataStoreCopySettings.length > 0) {
    problems.add(
      [...path, 0, 'targetDataStoreCopySettings'],
      'must be empty: recovery points are not copied to another data store',
    );
  }
  const duration = parseRetentionDuration(deleteAfter.duration);
  if (!('problem' in duration)) return duration;
  return problems.add([...path, 0, 'deleteAfter', 'duration'], duration.problem);
}
