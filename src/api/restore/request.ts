// POST restore and validateRestore: the body, and the restore it asks for. Beyond Azure: two more recovery options,
// single blobs, the tier at the target, and a dry run.

import * as z from 'zod';
import type { VolumeRestoreTarget } from '../../domain/elastic-san/validate-restore.ts';
import type {
  AnyRestoreOrder,
  RestoreOrder,
  VolumeRestoreOrder,
} from '../../domain/restore/restore-order.ts';
import type { ConflictPolicy, RestoreItem } from '../../domain/restore/selection.ts';
import { sameText } from '../../domain/shared/same-text.ts';
import { parseDiskId, parseStorageAccountId, parseVolumeId } from '../arm/resource-id.ts';
import type { VaultAddress } from '../arm/vault-address.ts';
import { storageAccountIdRule, systemIdentity } from '../fields.ts';
import type { RestoreCriterion } from './criteria.ts';
import { criteria } from './criteria.ts';

/** `FailIfExists` is Azure's only one. */
const recoveryOptions = {
  FailIfExists: 'fail',
  SkipIfExists: 'skip',
  OverwriteIfExists: 'overwrite',
} as const satisfies Record<string, ConflictPolicy>;

/** What its ID says it is, in the one spelling that documents keep. */
const resource = z.string().transform((given, context) => {
  const account = parseStorageAccountId(given)?.id;
  if (account !== undefined) return { kind: 'account', id: account } as const;
  const volume = parseVolumeId(given)?.id;
  if (volume !== undefined) return { kind: 'volume', id: volume } as const;
  const disk = parseDiskId(given);
  if (disk !== undefined) return { kind: 'disk', id: disk } as const;
  context.addIssue(
    `${storageAccountIdRule}; or that of the volume or Managed Disk that a volume is restored to`,
  );
  return z.NEVER;
});

const targetDatasource = z.looseObject({
  objectType: z.literal('Datasource').nullish(),
  resourceID: resource,
});

/** Of Azure's disks. */
const diskSkus = [
  'Standard_LRS',
  'StandardSSD_LRS',
  'StandardSSD_ZRS',
  'Premium_LRS',
  'Premium_ZRS',
  'PremiumV2_LRS',
] as const;

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
  /** Beyond Azure: of the new volume; absent: as large as the source was. */
  targetSizeGiB: z.number().int().min(1).max(65_536).nullish(),
  /** Beyond Azure: of the new disk. */
  targetDiskSku: z.enum(diskSkus).nullish(),
  targetZone: z
    .string()
    .regex(/^[1-9]$/, 'must be the number of a zone')
    .nullish(),
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
  z
    .looseObject({
      objectType: z.literal(
        'AzureBackupRecoveryPointBasedRestoreRequest',
        'must be AzureBackupRecoveryPointBasedRestoreRequest: a restore starts from a recovery point',
      ),
      recoveryPointId: z.string().min(1, 'is required').max(100),
      sourceDataStoreType: z.enum(['VaultStore', 'OperationalStore']),
      sourceResourceId: z.union([z.literal(''), resource]).nullish(),
      restoreTargetInfo: target(vault),
      identityDetails: systemIdentity.nullish(),
      /** Beyond Azure: plan and check, write nothing. */
      dryRun: z.boolean().nullish(),
    })
    .superRefine((given, context) => {
      for (const { path, message } of fieldsOfTarget(given))
        context.addIssue({ code: 'custom', path: [...path], message });
    });

interface Targeted {
  readonly sourceDataStoreType: 'VaultStore' | 'OperationalStore';
  readonly sourceResourceId?: '' | { readonly kind: string } | null | undefined;
  readonly restoreTargetInfo: z.output<ReturnType<typeof target>>;
}

/** What is wrong with the fields that depend on what is restored to. */
function fieldsOfTarget(
  given: Targeted,
): readonly { readonly path: readonly string[]; readonly message: string }[] {
  const { sourceDataStoreType, sourceResourceId: source, restoreTargetInfo: info } = given;
  const { kind } = info.datasourceInfo.resourceID;
  const ofAccount = kind === 'account';
  const rules: readonly (readonly [boolean, readonly string[], string])[] = [
    [
      sourceDataStoreType === (ofAccount ? 'VaultStore' : 'OperationalStore'),
      ['sourceDataStoreType'],
      `must be ${ofAccount ? 'VaultStore' : 'OperationalStore'}, where recovery points are`,
    ],
    [
      !source || source.kind === (ofAccount ? 'account' : 'volume'),
      ['sourceResourceId'],
      `must be the resource ID of a ${ofAccount ? 'storage account' : 'volume'}`,
    ],
    [
      ofAccount || info.objectType === 'RestoreTargetInfo',
      ['restoreTargetInfo', 'objectType'],
      'must be RestoreTargetInfo: a volume is restored whole',
    ],
    [
      ofAccount || info.recoveryOption === 'FailIfExists',
      ['restoreTargetInfo', 'recoveryOption'],
      'must be FailIfExists: no volume and no disk is overwritten',
    ],
  ];
  return rules.flatMap(([holds, path, message]) => (holds ? [] : [{ path, message }]));
}

type Given = z.output<ReturnType<typeof order>>;

const toVolumeOrder = (given: Given, volumeTarget: VolumeRestoreTarget): VolumeRestoreOrder => ({
  recoveryPointId: given.recoveryPointId,
  volumeTarget,
  dryRun: given.dryRun ?? false,
  ...(given.sourceResourceId ? { sourceVolumeId: given.sourceResourceId.id } : {}),
});

const toAnyOrder = (given: Given): AnyRestoreOrder => {
  const { datasourceInfo, targetSizeGiB, targetDiskSku, targetZone } = given.restoreTargetInfo;
  const { kind, id } = datasourceInfo.resourceID;
  if (kind === 'account') return toOrder(given);
  if (kind === 'volume') {
    return toVolumeOrder(given, { kind, volumeId: id, ...(targetSizeGiB ? { sizeGiB: targetSizeGiB } : {}) });
  }
  const sku = targetDiskSku ?? 'Premium_LRS';
  return toVolumeOrder(given, { kind, diskId: id, sku, ...(targetZone ? { zone: targetZone } : {}) });
};

const toOrder = (given: Given): RestoreOrder => {
  const { restoreTargetInfo: info, sourceResourceId } = given;
  const chosen = info.objectType === 'ItemLevelRestoreTargetInfo' ? info.restoreCriteria : [];
  return {
    recoveryPointId: given.recoveryPointId,
    targetAccountId: info.datasourceInfo.resourceID.id,
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
    ...(sourceResourceId ? { sourceAccountId: sourceResourceId.id } : {}),
  };
};

const toItem = ({ itemPath, subItemPathPrefix, blobs }: RestoreCriterion): RestoreItem => ({
  container: itemPath,
  ...(subItemPathPrefix?.length ? { prefixes: subItemPathPrefix } : {}),
  ...(blobs?.length ? { blobs } : {}),
});

export const restoreRequest = (vault: VaultAddress): z.ZodType<AnyRestoreOrder> =>
  order(vault).transform(toAnyOrder);

/** The check of a restore is its dry run. */
export const validateRestoreRequest = (vault: VaultAddress): z.ZodType<AnyRestoreOrder> =>
  z
    .looseObject({ restoreRequestObject: order(vault) })
    .transform(({ restoreRequestObject }) => ({ ...toAnyOrder(restoreRequestObject), dryRun: true }));
