// Activity: looks at everything that a backup of a SAN volume needs, before anything is made; and where there are as many
// recovery points as there may be, plans which of them go first.

import { roomToMake } from '../../domain/elastic-san/room.ts';
import { validateVolume } from '../../domain/elastic-san/validate-volume.ts';
import { jobStartMs } from '../../domain/job/job-id.ts';
import { planPrune } from '../../domain/prune/plan-prune.ts';
import type { Outcome } from '../../domain/shared/failure.ts';
import { succeed } from '../../domain/shared/failure.ts';
import { pruneSituation } from '../../vault/prune-situation.ts';
import { volumeSituation } from '../../vault/volume-situation.ts';
import type { RoomToMake } from '../../workflows/catalogue/volume-backup.ts';
import type { activities, InputOf, OutputOf } from '../../workflows/catalogue.ts';
import { requireVolume } from '../require-instance.ts';
import { settlingResources } from './resource-failure.ts';
import type { VolumeDependencies } from './volume-dependencies.ts';

type Input = InputOf<typeof activities.checkVolume>;
type Output = OutputOf<typeof activities.checkVolume>;

export const checkVolume =
  (deps: VolumeDependencies) =>
  async (input: Input): Promise<Output> =>
    await settlingResources('The volume cannot be checked', async () => {
      const volume = validateVolume(
        await volumeSituation(await deps.resources(), input.source),
        input.limits,
      );
      if (!volume.ok) return volume;
      const room = await planRoom(deps, input);
      if (!room.ok) return room;
      return succeed({ ...volume.value, ...(room.value === undefined ? {} : { room: room.value }) });
    });

/** The plan is written once: what it lets go is decided before anything goes, and stays so for a step that is repeated. */
const planRoom = async (
  { vault, settings }: VolumeDependencies,
  { backupInstance, jobId, limits }: Input,
): Promise<Outcome<Omit<RoomToMake, 'index'> | undefined>> => {
  const { maxRecoveryPoints } = limits;
  if ((await vault.volumePoints.ids(backupInstance)).length < maxRecoveryPoints) return succeed(undefined);
  const instance = await requireVolume(vault, backupInstance);
  if (!instance.ok) return instance;
  const now = jobStartMs(jobId);
  const { weekReading } = settings;
  const { facts } = await pruneSituation(vault, {
    instance: instance.value,
    requested: [],
    weekReading,
    now,
  });
  const decisions = planPrune(facts);
  const needed = roomToMake(decisions, maxRecoveryPoints);
  if (!needed.ok) return needed;
  if (needed.value === 0) return succeed(undefined);
  const plan = await vault.prunes.putVolumePlanOnce({
    version: 2,
    kind: 'elasticSanVolume',
    backupInstance,
    jobId,
    dryRun: false,
    now: new Date(now).toISOString(),
    ...decisions,
  });
  return succeed({ needed: needed.value, count: plan.goes.length });
};
