// POST findRestorableTimeRanges: between which moments any moment can be restored. A vaulted backup has recovery points
// and nothing between them, so there is no such range.

import * as z from 'zod';
import type { VaultAddress } from '../arm/vault-address.ts';
import { backupInstanceId, vaultType } from '../arm/vault-address.ts';

const moment = z.iso.datetime({ offset: true, local: true, error: 'must be an ISO 8601 date and time' });

export const restorableTimeRangesRequest = z
  .looseObject({
    sourceDataStoreType: z.enum(['VaultStore', 'OperationalStore', 'ArchiveStore']),
    startTime: moment.nullish(),
    endTime: moment.nullish(),
  })
  .refine(
    ({ startTime, endTime }) => !startTime || !endTime || Date.parse(startTime) <= Date.parse(endTime),
    {
      message: 'must not be before startTime',
      path: ['endTime'],
    },
  );

export const noRestorableTimeRanges = (vault: VaultAddress, instance: string): object => ({
  id: `${backupInstanceId(vault, instance)}/findRestorableTimeRanges`,
  name: instance,
  type: `${vaultType}/backupInstances/findRestorableTimeRanges`,
  properties: { objectType: 'AzureBackupFindRestorableTimeRangesResponse', restorableTimeRanges: [] },
});
