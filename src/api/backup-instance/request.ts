// PUT backupInstances: the body, and what of it Holdfast acts on. Fields that mean nothing here are let through, as
// Azure Resource Manager does; fields with a meaning are checked whole.

import * as z from 'zod';
import type { SnapshotSku } from '../../domain/elastic-san/source.ts';
import type { ContainerSelection } from '../../domain/protection/backup-instance.ts';
import type { ProtectionRequest } from '../../domain/protection/protection-request.ts';
import { MAX_CONTAINERS } from '../../domain/selection/select-containers.ts';
import { isWithin, sameResource } from '../../domain/shared/resource-id.ts';
import { sameText } from '../../domain/shared/same-text.ts';
import { parseStorageAccountId, parseVolumeId } from '../arm/resource-id.ts';
import type { VaultAddress } from '../arm/vault-address.ts';
import { parsePolicyId } from '../arm/vault-address.ts';
import {
  MAX_ID_LENGTH,
  resourceGroupId,
  resourceTags,
  sourceContainerName,
  storageAccountIdRule,
  systemIdentity,
  volumeIdRule,
} from '../fields.ts';

/** Datasource types of storage accounts, with the type that their container list has in a request. */
export const containerLists = {
  'Microsoft.Storage/storageAccounts/blobServices': 'BlobBackupDatasourceParameters',
  'Microsoft.Storage/storageAccounts/adlsBlobServices': 'AdlsBlobBackupDatasourceParameters',
} as const;

const volumeDatasource = 'Microsoft.ElasticSan/elasticSans/volumeGroups';

/** Datasource types that are served. */
export const datasourceTypes = [
  ...(Object.keys(containerLists) as (keyof typeof containerLists)[]),
  volumeDatasource,
] as const;

type DatasourceType = (typeof datasourceTypes)[number];

const containerList = z
  .array(sourceContainerName)
  .max(MAX_CONTAINERS, `names more containers than one instance can protect, ${MAX_CONTAINERS}`)
  .refine((names) => new Set(names).size === names.length, 'names a container more than once')
  .nullish();

const datasourceParameters = z
  .looseObject({
    objectType: z.enum(Object.values(containerLists)),
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
  objectType: z.string().max(100),
  dataStoreType: z.enum(['VaultStore', 'OperationalStore', 'ArchiveStore']),
  /** Of `AzureOperationalStoreParameters`: where the snapshots of a volume go. */
  resourceGroupId: resourceGroupId.nullish(),
  /** Beyond Azure: redundancy of these snapshots. */
  snapshotSku: z.enum(['Standard_LRS', 'Standard_ZRS'] satisfies SnapshotSku[]).nullish(),
});

const datasourceType = z.string().transform((given, context): DatasourceType => {
  const known = datasourceTypes.find((type) => sameText(type, given));
  if (known !== undefined) return known;
  context.addIssue(`must be ${datasourceTypes.join(' or ')}`);
  return z.NEVER;
});

/** Its ID in the one spelling that documents keep. */
const datasource = z
  .looseObject({
    objectType: z.literal('Datasource').nullish(),
    datasourceType: datasourceType.nullish(),
    resourceID: z.string(),
  })
  .transform(({ datasourceType: given, resourceID }, context) => {
    if (!given && parseVolumeId(resourceID) !== undefined) {
      const message = `is required of a volume: '${volumeDatasource}'`;
      context.addIssue({ code: 'custom', path: ['datasourceType'], message });
      return z.NEVER;
    }
    const type = given ?? 'Microsoft.Storage/storageAccounts/blobServices';
    const isVolume = type === volumeDatasource;
    const id = (isVolume ? parseVolumeId(resourceID) : parseStorageAccountId(resourceID))?.id;
    if (id !== undefined) return { type, id };
    context.addIssue({
      code: 'custom',
      path: ['resourceID'],
      message: isVolume ? volumeIdRule : storageAccountIdRule,
    });
    return z.NEVER;
  });

const datasourceSet = z.looseObject({
  objectType: z.literal('DatasourceSet').nullish(),
  resourceID: z.string(),
});

const policyInfo = (vault: VaultAddress) =>
  z.looseObject({
    policyId: z
      .string()
      .max(MAX_ID_LENGTH)
      .transform((given, context) => {
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
    tags: resourceTags.nullish(),
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
      .superRefine((properties, context) => {
        for (const { path, message } of fieldsOfType(properties)) {
          context.addIssue({ code: 'custom', path: [...path], message });
        }
      }),
  });

interface Typed {
  readonly dataSourceInfo: { readonly type: DatasourceType; readonly id: string };
  readonly dataSourceSetInfo?: { readonly resourceID: string } | null | undefined;
  readonly policyInfo: z.output<ReturnType<typeof policyInfo>>;
}

const parametersPath = ['policyInfo', 'policyParameters'] as const;

/** What is wrong with the fields that depend on the type of the datasource. */
function fieldsOfType(
  given: Typed,
): readonly { readonly path: readonly (string | number)[]; readonly message: string }[] {
  const { type, id } = given.dataSourceInfo;
  const set = given.dataSourceSetInfo?.resourceID;
  const path = ['dataSourceSetInfo', 'resourceID'];
  if (type !== volumeDatasource) {
    return set === undefined || sameResource(set, id)
      ? []
      : [{ path, message: 'must be the account of dataSourceInfo, which is a set of its own' }];
  }
  return [
    ...(set === undefined || isWithin(set, id)
      ? []
      : [{ path, message: 'must be the volume group of the volume that dataSourceInfo names' }]),
    ...(operationalStore(given.policyInfo) === undefined
      ? [
          {
            path: [...parametersPath, 'dataStoreParametersList'],
            message:
              'must have AzureOperationalStoreParameters with a resourceGroupId, where the snapshots of the volume go',
          },
        ]
      : []),
    ...(given.policyInfo.policyParameters?.backupDatasourceParametersList?.length
      ? [
          {
            path: [...parametersPath, 'backupDatasourceParametersList'],
            message: 'must be left out: a volume is backed up whole',
          },
        ]
      : []),
  ];
}

function operationalStore({ policyParameters }: Typed['policyInfo']) {
  for (const {
    dataStoreType,
    resourceGroupId: group,
    snapshotSku,
  } of policyParameters?.dataStoreParametersList ?? []) {
    if (dataStoreType === 'OperationalStore' && group) return { group, sku: snapshotSku ?? 'Standard_LRS' };
  }
  return undefined;
}

export const backupInstanceRequest = (vault: VaultAddress): z.ZodType<ProtectionRequest> =>
  body(vault).transform(({ tags, properties }) => {
    const { friendlyName, dataSourceInfo, policyInfo: policy } = properties;
    const asked = {
      ...(friendlyName ? { friendlyName } : {}),
      datasourceType: dataSourceInfo.type,
      policyName: policy.policyId,
      ...(tags ? { tags } : {}),
      validation: properties.validationType === 'DeepValidation' ? 'deep' : 'shallow',
    } as const;
    const store = operationalStore(policy);
    if (dataSourceInfo.type === volumeDatasource && store !== undefined) {
      const { group: snapshotResourceGroupId, sku } = store;
      const source = { volumeId: dataSourceInfo.id, snapshotResourceGroupId, sku };
      return { ...asked, source };
    }
    const [parameters] = policy.policyParameters?.backupDatasourceParametersList ?? [];
    const selection = toSelection(parameters);
    return { ...asked, sourceAccountId: dataSourceInfo.id, selection };
  });

/** An empty list is no choice: Azure's tools send one for "all containers". */
const toSelection = (parameters: z.output<typeof datasourceParameters> | undefined): ContainerSelection => ({
  ...(parameters?.containersList?.length ? { include: parameters.containersList } : {}),
  ...(parameters?.excludedContainersList?.length ? { exclude: parameters.excludedContainersList } : {}),
});
