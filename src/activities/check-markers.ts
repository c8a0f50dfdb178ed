// Activity: looks into the vault for the markers of a backup. Events only say when to look; this is what counts.

import { succeed } from '../domain/shared/failure.ts';
import { inParallel } from '../vault/in-parallel.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { settling } from './permanent-failure.ts';
import { requireRun } from './require-run.ts';

type Input = InputOf<typeof activities.checkMarkers>;
type Output = OutputOf<typeof activities.checkMarkers>;

const READS_AT_ONCE = 16;
const MAX_EXAMPLES = 5;

export const checkMarkers =
  ({ vault, storage }: Dependencies) =>
  async (input: Input): Promise<Output> =>
    await settling(async () => {
      const found = await requireRun(vault, input);
      if (!found.ok) return found;
      const { containers, dataAccountId } = found.value;
      const data = storage.open(dataAccountId);
      const expected = containers.filter((container) => !input.goneContainers.includes(container));
      const outstanding = await inParallel(expected, READS_AT_ONCE, async (container) => {
        const marker = await vault.markers.findInVault(data, { ...input, container });
        return marker === undefined ? [container] : [];
      });
      const names = outstanding.flat();
      return succeed({ outstanding: names.length, examples: names.slice(0, MAX_EXAMPLES) });
    });
