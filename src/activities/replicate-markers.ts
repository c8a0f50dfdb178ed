// Activity: copies every container's marker to the vault, after all data. Its arrival says that all before it is there.

import { succeed } from '../domain/shared/failure.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { isStoreError } from '../ports/object-store.ts';
import type { Marker } from '../vault/documents/coordination.ts';
import { inParallel } from '../vault/in-parallel.ts';
import type { Vault } from '../vault/vault.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { settling } from './permanent-failure.ts';
import { requireRun } from './require-run.ts';

type Input = InputOf<typeof activities.replicateMarkers>;
type Output = OutputOf<typeof activities.replicateMarkers>;

const COPIES_AT_ONCE = 16;
const MAX_ATTEMPTS = 3;

export const replicateMarkers =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> =>
    await settling(async () => {
      const found = await requireRun(deps.vault, input);
      if (!found.ok) return found;
      const { containers, sourceAccountId, dataAccountId } = found.value;
      const source = deps.storage.open(sourceAccountId);
      const data = deps.storage.open(dataAccountId);
      const { backupInstance, recoveryPointId, pointTime, goneContainers } = input;
      const left = containers.filter((container) => !goneContainers.includes(container));
      const gone = await inParallel(left, COPIES_AT_ONCE, async (container) => {
        const marker: Marker = { version: 1, backupInstance, recoveryPointId, container, time: pointTime };
        return (await replicate(deps, source, data, marker)) === 'gone' ? [container] : [];
      });
      return succeed({ goneContainers: [...goneContainers, ...gone.flat()] });
    });

const replicate = async (
  { vault }: Dependencies,
  source: ObjectStore,
  data: ObjectStore,
  marker: Marker,
): Promise<'replicated' | 'gone'> => {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    if ((await vault.markers.replicate(source, data, marker)) === 'replicated') return 'replicated';
    // Somebody tidied the marker away, or made the container anew. What was listed has been copied all the same.
    if (!(await writeAgain(vault, source, marker))) return 'gone';
  }
  throw new Error(`The marker in ${marker.container} is deleted or changed as soon as it is written.`);
};

/** False where the container is gone. */
const writeAgain = async (vault: Vault, source: ObjectStore, marker: Marker): Promise<boolean> => {
  if ((await source.containerMetadata(marker.container)) === undefined) return false;
  try {
    await vault.markers.writeAtSource(source, marker);
    return true;
  } catch (error) {
    if (isStoreError(error) && error.code === 'container-not-found') return false;
    throw error;
  }
};
