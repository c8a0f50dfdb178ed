// The one policy that a vault has so far: every day at a set time, kept for good. As BaseBackupPolicyResource.

import type { VaultAddress } from '../arm/vault-address.ts';
import { backupPolicyId, vaultType } from '../arm/vault-address.ts';
import { datasourceTypes } from '../backup-instance/request.ts';

export const dailyPolicyName = 'DailyPolicy';
export const policyVersion = '1';
export const dailyRuleName = 'BackupDaily';
export const defaultRetentionTag = 'Default';

/** Nothing is pruned yet; the schema wants a duration, and this is the longest that Azure Backup takes. */
const retention = 'P10Y';

const vaultStore = { dataStoreType: 'VaultStore', objectType: 'DataStoreInfoBase' };

/** @param dailyBackupTime `HH:MM`, UTC */
export const dailyPolicyResource = (vault: VaultAddress, dailyBackupTime: string): object => ({
  id: backupPolicyId(vault, dailyPolicyName),
  name: dailyPolicyName,
  type: `${vaultType}/backupPolicies`,
  properties: {
    objectType: 'BackupPolicy',
    datasourceTypes: Object.keys(datasourceTypes),
    policyRules: [
      {
        name: dailyRuleName,
        objectType: 'AzureBackupRule',
        backupParameters: { backupType: 'Discrete', objectType: 'AzureBackupParams' },
        dataStore: vaultStore,
        trigger: {
          objectType: 'ScheduleBasedTriggerContext',
          // Any past day serves as the start of a series without an end.
          schedule: {
            repeatingTimeIntervals: [`R/2024-01-01T${dailyBackupTime}:00+00:00/P1D`],
            timeZone: 'UTC',
          },
          taggingCriteria: [
            {
              isDefault: true,
              taggingPriority: 99,
              tagInfo: { tagName: defaultRetentionTag, id: `${defaultRetentionTag}_` },
            },
          ],
        },
      },
      {
        name: defaultRetentionTag,
        objectType: 'AzureRetentionRule',
        isDefault: true,
        lifecycles: [
          {
            deleteAfter: { objectType: 'AbsoluteDeleteOption', duration: retention },
            sourceDataStore: vaultStore,
            targetDataStoreCopySettings: [],
          },
        ],
      },
    ],
  },
});
