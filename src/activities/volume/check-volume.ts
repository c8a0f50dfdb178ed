// Activity: looks at everything that a backup of a SAN volume needs, before anything is made.

import { validateVolume } from '../../domain/elastic-san/validate-volume.ts';
import { parentResourceId, resourceGroupScope } from '../../domain/shared/resource-id.ts';
import type { activities, InputOf, OutputOf } from '../../workflows/catalogue.ts';
import { settlingResources } from './resource-failure.ts';
import type { VolumeDependencies } from './volume-dependencies.ts';
import { groupOf } from './volume-dependencies.ts';

type Input = InputOf<typeof activities.checkVolume>;
type Output = OutputOf<typeof activities.checkVolume>;

export const checkVolume =
  (deps: VolumeDependencies) =>
  async ({ backupInstance, source, limits }: Input): Promise<Output> =>
    await settlingResources('The volume cannot be checked', async () => {
      const { elasticSans, resourceGroups } = await deps.resources();
      const { volumeId, snapshotResourceGroupId } = source;
      const volume = await elasticSans.volume(volumeId);
      const san = await elasticSans.san(parentResourceId(groupOf(source)));
      const resourceGroup = await resourceGroups.find(snapshotResourceGroupId);
      const locks = [
        ...(resourceGroup === undefined ? [] : await resourceGroups.locksOn(snapshotResourceGroupId)),
        ...(volume === undefined ? [] : await resourceGroups.locksOn(resourceGroupScope(volumeId))),
      ];
      const points = await deps.vault.volumePoints.ids(backupInstance);
      return validateVolume(
        {
          volumeId,
          volume,
          sanLocation: san?.location,
          snapshotResourceGroupId,
          resourceGroup,
          readOnlyLocks: locks.filter(({ level }) => level === 'ReadOnly'),
          recoveryPoints: points.length,
        },
        limits,
      );
    });
