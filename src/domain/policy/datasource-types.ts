// What a policy may ask for by the type of what it protects, as Azure's manifests have it (facts: peers-and-data-protection 2.4).

import { sameText } from '../shared/same-text.ts';
import type { DataStoreType } from './definition.ts';

export interface PolicyProfile {
  /** Where recovery points are. */
  readonly dataStore: DataStoreType;
  readonly backupType: 'Discrete' | 'Incremental';
  /** `absolute`: tags are chosen by "first of" alone. */
  readonly criteria: 'any' | 'absolute';
  /** Azure backs up no more often than once in 24 hours. */
  readonly onceADay?: true;
  /** A retention rule that Azure's tools add for the source's own operational backup; kept, and without meaning here. */
  readonly operationalRule?: 'Default_OperationalStore';
}

const vaulted: PolicyProfile = { dataStore: 'VaultStore', backupType: 'Discrete', criteria: 'any' };

export const policyProfiles: Readonly<Record<string, PolicyProfile>> = {
  'Microsoft.Storage/storageAccounts/blobServices': {
    ...vaulted,
    operationalRule: 'Default_OperationalStore',
  },
  'Microsoft.Storage/storageAccounts/adlsBlobServices': vaulted,
  'Microsoft.ElasticSan/elasticSans/volumeGroups': {
    dataStore: 'OperationalStore',
    backupType: 'Incremental',
    criteria: 'absolute',
    onceADay: true,
  },
};

/** The type in its own spelling, whatever the case it is given in. */
export const findDatasourceType = (given: string): string | undefined =>
  Object.keys(policyProfiles).find((type) => sameText(type, given));
