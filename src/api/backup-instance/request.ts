// PUT backupInstances: the body, and what of it Holdfast acts on. Fields that mean nothing here are let through, as
// Azure Resource Manager does; fields with a meaning are checked whole.

import * as z from 'zod';
import type { ContainerSelection } from '../../domain/protection/backup-instance.ts';
import type { ProtectionRequest } from '../../domain/protection/protection-request.ts';
import { MAX_CONTAINERS } from '../../domain/selection/select-containers.ts';
import type { VaultAddress } from '../arm/vault-address.ts';
import { parsePolicyId } from '../arm/vault-address.ts';
import { sourceContainerName, storageAccountId, systemIdentity } from '../fields.ts';

/** Datasource types that are served, with the type that their container list has in a request. */
export const datasourceTypes = {
  'Microsoft.Storage/storageAccounts/blobServices': 'BlobBackupDatasourceParameters',
  'Microsoft.Storage/storageAccounts/adlsBlobServices': 'AdlsBlobBackupDatasourceParameters',
} as const;

export type DatasourceType = keyof typeof datasourceTypes;

const containerList = z
  .array(sourceContainerName)
  .max(MAX_CONTAINERS, `names more containers than one instance can protect, ${MAX_CONTAINERS}`)
  .refine((names) => new Set(names).size === names.length, 'names a container more than once')
  .nullish();

const datasourceParameters = z
  .looseObject({
    objectType: z.enum(Object.values(datasourceTypes)),
    containersList: containerList,
    /** Beyond Azure: protect all containers but these, those of the future included. */
    excludedContainersList: containerList,
  })
  .refine(
    ({ containersList, excludedContainersList }) =>
      !containersList?.length || !excludedContainersList?.length,
    { message: 'cannot be given together with containersList', path: ['excludedContainersList'] },
  );

const dataStoreParameters = z.looseObject({
  objectType: z.string(),
  dataStoreType: z.enum(['VaultStore', 'OperationalStore', 'ArchiveStore']),
});

const datasourceType = z.string().transform((given, context): DatasourceType => {
  const known = (Object.keys(datasourceTypes) as DatasourceType[]).find(
    (type) => type.toLowerCase() === given.toLowerCase(),
  );
  if (known !== undefined) return known;
  context.addIssue(`must be ${Object.keys(datasourceTypes).join(' or ')}`);
  return z.NEVER;
});

const datasource = z.looseObject({
  objectType: z.literal('Datasource').nullish(),
  datasourceType: datasourceType.nullish(),
  resourceID: storageAccountId,
});

const datasourceSet = z.looseObject({
  objectType: z.literal('DatasourceSet').nullish(),
  resourceID: storageAccountId,
});

const policyInfo = (vault: VaultAddress) =>
  z.looseObject({
    policyId: z.string().transform((given, context) => {
      const policy = parsePolicyId(vault, given);
      if ('name' in policy) return policy.name;
      context.addIssue(policy.problem);
      return z.NEVER;
    }),
    policyParameters: z
      .looseObject({
        dataStoreParametersList: z.array(dataStoreParameters).nullish(),
        backupDatasourceParametersList: z
          .array(datasourceParameters)
          .max(1, 'has more than one entry; one account has one list of containers')
          .nullish(),
      })
      .nullish(),
  });

const body = (vault: VaultAddress) =>
  z.looseObject({
    tags: z.record(z.string(), z.string()).nullish(),
    properties: z
      .looseObject({
        objectType: z.literal('BackupInstance'),
        friendlyName: z.string().max(260, 'has more than 260 characters').nullish(),
        dataSourceInfo: datasource,
        dataSourceSetInfo: datasourceSet.nullish(),
        policyInfo: policyInfo(vault),
        validationType: z.enum(['ShallowValidation', 'DeepValidation']).nullish(),
        identityDetails: systemIdentity.nullish(),
      })
      .refine(
        ({ dataSourceInfo, dataSourceSetInfo }) =>
          !dataSourceSetInfo || dataSourceSetInfo.resourceID === dataSourceInfo.resourceID,
        {
          message: 'must be the account of dataSourceInfo, which is a set of its own',
          path: ['dataSourceSetInfo', 'resourceID'],
        },
      ),
  });

export const backupInstanceRequest = (vault: VaultAddress): z.ZodType<ProtectionRequest> =>
  body(vault).transform(({ tags, properties }) => {
    const { friendlyName, dataSourceInfo, policyInfo: policy } = properties;
    const [parameters] = policy.policyParameters?.backupDatasourceParametersList ?? [];
    return {
      ...(friendlyName ? { friendlyName } : {}),
      datasourceType: dataSourceInfo.datasourceType ?? 'Microsoft.Storage/storageAccounts/blobServices',
      sourceAccountId: dataSourceInfo.resourceID,
      policyName: policy.policyId,
      selection: toSelection(parameters),
      ...(tags ? { tags } : {}),
      validation: properties.validationType === 'DeepValidation' ? 'deep' : 'shallow',
    };
  });

/** An empty list is no choice: Azure's tools send one for "all containers". */
const toSelection = (parameters: z.output<typeof datasourceParameters> | undefined): ContainerSelection => ({
  ...(parameters?.containersList?.length ? { include: parameters.containersList } : {}),
  ...(parameters?.excludedContainersList?.length ? { exclude: parameters.excludedContainersList } : {}),
});
