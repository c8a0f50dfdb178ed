// POST restore and validateRestore: the body, and the restore it asks for. Beyond Azure: two more recovery options,
// single blobs, the tier at the target, and a dry run.

import * as z from 'zod';
import type { RestoreOrder } from '../../domain/restore/restore-order.ts';
import type { ConflictPolicy, RestoreItem } from '../../domain/restore/selection.ts';
import { sameText } from '../arm/resource-id.ts';
import type { VaultAddress } from '../arm/vault-address.ts';
import { storageAccountId, systemIdentity } from '../fields.ts';
import type { RestoreCriterion } from './criteria.ts';
import { criteria } from './criteria.ts';

/** `FailIfExists` is Azure's only one. */
const recoveryOptions = {
  FailIfExists: 'fail',
  SkipIfExists: 'skip',
  OverwriteIfExists: 'overwrite',
} as const satisfies Record<string, ConflictPolicy>;

const targetDatasource = z.looseObject({
  objectType: z.literal('Datasource').nullish(),
  resourceID: storageAccountId,
});

const targetFields = (vault: VaultAddress) => ({
  recoveryOption: z.enum(Object.keys(recoveryOptions) as (keyof typeof recoveryOptions)[]),
  restoreLocation: z
    .string()
    .refine(
      (given) => given === '' || sameText(given.replaceAll(' ', ''), vault.location),
      `must be the region of the vault, ${vault.location}`,
    )
    .nullish(),
  datasourceInfo: targetDatasource,
  /** Beyond Azure: `Hot` (default) lands every blob hot, `AsSource` in the tier it had. */
  targetAccessTier: z.enum(['Hot', 'AsSource']).nullish(),
});

const target = (vault: VaultAddress) =>
  z.discriminatedUnion(
    'objectType',
    [
      z.looseObject({ objectType: z.literal('RestoreTargetInfo'), ...targetFields(vault) }),
      z.looseObject({
        objectType: z.literal('ItemLevelRestoreTargetInfo'),
        ...targetFields(vault),
        restoreCriteria: criteria,
      }),
    ],
    {
      error:
        'must be RestoreTargetInfo or ItemLevelRestoreTargetInfo: blobs are restored as blobs, to a storage account',
    },
  );

const order = (vault: VaultAddress) =>
  z.looseObject({
    objectType: z.literal(
      'AzureBackupRecoveryPointBasedRestoreRequest',
      'must be AzureBackupRecoveryPointBasedRestoreRequest: a restore starts from a recovery point',
    ),
    recoveryPointId: z.string().min(1, 'is required'),
    sourceDataStoreType: z.literal('VaultStore', 'must be VaultStore, where recovery points are'),
    sourceResourceId: z.union([z.literal(''), storageAccountId]).nullish(),
    restoreTargetInfo: target(vault),
    identityDetails: systemIdentity.nullish(),
    /** Beyond Azure: plan and check, write nothing. */
    dryRun: z.boolean().nullish(),
  });

const toOrder = (given: z.output<ReturnType<typeof order>>): RestoreOrder => {
  const { restoreTargetInfo: info, sourceResourceId } = given;
  const chosen = info.objectType === 'ItemLevelRestoreTargetInfo' ? info.restoreCriteria : [];
  return {
    recoveryPointId: given.recoveryPointId,
    targetAccountId: info.datasourceInfo.resourceID,
    selection:
      info.objectType === 'RestoreTargetInfo'
        ? { kind: 'everything' }
        : { kind: 'items', items: chosen.map(toItem) },
    renames: Object.fromEntries(
      chosen.flatMap(({ itemPath, renameTo }) => (renameTo ? [[itemPath, renameTo]] : [])),
    ),
    conflict: recoveryOptions[info.recoveryOption],
    tier: info.targetAccessTier === 'AsSource' ? 'as-source' : 'hot',
    dryRun: given.dryRun ?? false,
    ...(sourceResourceId ? { sourceAccountId: sourceResourceId } : {}),
  };
};

const toItem = ({ itemPath, subItemPathPrefix, blobs }: RestoreCriterion): RestoreItem => ({
  container: itemPath,
  ...(subItemPathPrefix?.length ? { prefixes: subItemPathPrefix } : {}),
  ...(blobs?.length ? { blobs } : {}),
});

export const restoreRequest = (vault: VaultAddress): z.ZodType<RestoreOrder> =>
  order(vault).transform(toOrder);

/** The check of a restore is its dry run. */
export const validateRestoreRequest = (vault: VaultAddress): z.ZodType<RestoreOrder> =>
  z
    .looseObject({ restoreRequestObject: order(vault) })
    .transform(({ restoreRequestObject }) => ({ ...toOrder(restoreRequestObject), dryRun: true }));
