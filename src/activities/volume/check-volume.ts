// Activity: looks at everything that a backup of a SAN volume needs, before anything is made.

import { validateVolume } from '../../domain/elastic-san/validate-volume.ts';
import { volumeSituation } from '../../vault/volume-situation.ts';
import type { activities, InputOf, OutputOf } from '../../workflows/catalogue.ts';
import { settlingResources } from './resource-failure.ts';
import type { VolumeDependencies } from './volume-dependencies.ts';

type Input = InputOf<typeof activities.checkVolume>;
type Output = OutputOf<typeof activities.checkVolume>;

export const checkVolume =
  (deps: VolumeDependencies) =>
  async ({ backupInstance, source, limits }: Input): Promise<Output> =>
    await settlingResources('The volume cannot be checked', async () => {
      const situation = await volumeSituation(await deps.resources(), source);
      const points = await deps.vault.volumePoints.ids(backupInstance);
      return validateVolume({ ...situation, recoveryPoints: points.length }, limits);
    });
