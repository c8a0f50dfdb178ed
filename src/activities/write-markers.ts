// Activity: writes the recovery point marker into every container of the backup, and deletes those of earlier ones.

import { succeed } from '../domain/shared/failure.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { isStoreError } from '../ports/object-store.ts';
import { inParallel } from '../vault/in-parallel.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { settling } from './permanent-failure.ts';
import { requireRun } from './require-run.ts';

type Input = InputOf<typeof activities.writeMarkers>;
type Output = OutputOf<typeof activities.writeMarkers>;

const CONTAINERS_AT_ONCE = 16;

export const writeMarkers =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> =>
    await settling(async () => {
      const found = await requireRun(deps.vault, input);
      if (!found.ok) return found;
      const { containers, sourceAccountId } = found.value;
      const source = deps.storage.open(sourceAccountId);
      const written = await inParallel(containers, CONTAINERS_AT_ONCE, (container) =>
        writeMarker(deps, source, container, input),
      );
      return succeed({ written: written.filter(Boolean).length });
    });

/** False where the container was deleted a moment ago; the listing will find the same. */
const writeMarker = async (
  { vault, log }: Dependencies,
  source: ObjectStore,
  container: string,
  { backupInstance, recoveryPointId, pointTime }: Input,
): Promise<boolean> => {
  try {
    await vault.markers.writeAtSource(source, {
      version: 1,
      backupInstance,
      recoveryPointId,
      container,
      time: pointTime,
    });
    for (const old of await vault.markers.listAtSource(source, container)) {
      if (old.recoveryPointId === recoveryPointId) continue;
      try {
        await vault.markers.deleteAtSource(source, container, old.recoveryPointId);
      } catch (error) {
        if (isStoreError(error) && error.transient) throw error;
        log.warn('An old marker cannot be deleted', { container, marker: old.name, error });
      }
    }
    return true;
  } catch (error) {
    if (isStoreError(error) && error.code === 'container-not-found') return false;
    throw error;
  }
};
