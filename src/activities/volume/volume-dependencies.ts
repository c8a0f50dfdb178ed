// What the activities of SAN volumes act through, and the names of what a backup makes in Azure.

import { snapshotName } from '../../domain/elastic-san/snapshot-name.ts';
import type { VolumeSource } from '../../domain/elastic-san/source.ts';
import { parentResourceId } from '../../domain/shared/resource-id.ts';
import type { Resources } from '../../ports/resources.ts';
import type { Dependencies } from '../dependencies.ts';

export interface VolumeDependencies extends Dependencies {
  /** Loaded with the first use. */
  readonly resources: () => Promise<Resources>;
}

interface Run {
  readonly backupInstance: string;
  readonly recoveryPointId: string;
  readonly source: VolumeSource;
}

export const ownerOf = (deps: Dependencies, { backupInstance }: Pick<Run, 'backupInstance'>) => ({
  controlAccountId: deps.settings.controlAccountId,
  backupInstance,
});

/** The volume group of a volume: `…/volumeGroups/{group}`. */
export const groupOf = ({ volumeId }: VolumeSource): string => parentResourceId(volumeId);

export const snapshotIds = (deps: Dependencies, run: Run) => {
  const name = snapshotName(ownerOf(deps, run), run.recoveryPointId);
  return {
    volumeSnapshotId: `${groupOf(run.source)}/snapshots/${name}`,
    diskSnapshotId: `${run.source.snapshotResourceGroupId}/providers/Microsoft.Compute/snapshots/${name}`,
  };
};
