// Activity: decides what a backup covers, which recovery point it builds on and how the work is shared out, and records
// the decision for all later steps. Repeated, it keeps what the first attempt decided.

import { backupOrchestrationId } from '../domain/job/orchestration-id.ts';
import { usualRangeSizes } from '../domain/manifest/balanced-ranges.ts';
import type { RecoveryPoint } from '../domain/recovery-point/recovery-point.ts';
import { needsRecheck } from '../domain/recovery-point/trust.ts';
import { selectContainers } from '../domain/selection/select-containers.ts';
import { dealLanes } from '../domain/shared/deal-lanes.ts';
import { succeed } from '../domain/shared/failure.ts';
import type { BackupRun } from '../vault/documents/run.ts';
import type { Vault } from '../vault/vault.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { settling } from './permanent-failure.ts';
import { findBackupRanges } from './ranges/backup-ranges.ts';
import { requireInstance } from './require-instance.ts';

type Input = InputOf<typeof activities.resolveContainers>;
type Output = OutputOf<typeof activities.resolveContainers>;

export const resolveContainers =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> =>
    await settling(() => resolve(deps, input));

const resolve = async (deps: Dependencies, input: Input): Promise<Output> => {
  const { vault, storage, log, clock, settings } = deps;
  const { backupInstance, recoveryPointId, jobId, lanes, sliceSeconds } = input;
  const decided = await vault.runs.get(input);
  if (decided !== undefined) return resolved(decided);
  const instance = await requireInstance(vault, backupInstance);
  if (!instance.ok) return instance;
  const { sourceAccountId, dataAccountId, selection } = instance.value;
  const source = storage.open(sourceAccountId);
  const selected = selectContainers(await source.listContainers(), selection);
  if (!selected.ok) return selected;
  const { containers, leftOut } = selected.value;
  if (leftOut.length > 0) log.info('Containers left out of the backup', { backupInstance, leftOut });
  const previous = usablePrevious(await vault.recoveryPoints.newest(backupInstance), dataAccountId);
  const recheck = needsRecheck(previous, await damageFound(vault, backupInstance));
  if (recheck) log.warn('Damage was found: every blob is looked for in the vault', { backupInstance });
  const deadline = clock.now() + sliceSeconds * 1_000;
  const { ranges, way } = await findBackupRanges({
    source,
    containers,
    lanes,
    sizes: settings.rangeSizes ?? usualRangeSizes,
    ...(previous === undefined ? {} : { previous: { point: previous, chunks: vault.chunks(dataAccountId) } }),
    isOver: () => clock.now() >= deadline,
  });
  const run = await vault.runs.putOnce({
    version: 1,
    backupInstance,
    recoveryPointId,
    jobId,
    orchestrationId: backupOrchestrationId(backupInstance, recoveryPointId),
    sourceAccountId,
    dataAccountId,
    containers,
    ...(recheck ? { recheckSince: new Date(clock.now()).toISOString() } : lineageOf(previous)),
    way,
    lanes: dealLanes(ranges, lanes),
  });
  return resolved(run);
};

const damageFound = async (vault: Vault, backupInstance: string): Promise<readonly string[]> =>
  [...(await vault.verifications.summaries(backupInstance)).values()].flatMap(({ status, completedAt }) =>
    status === 'damaged' ? [completedAt] : [],
  );

const lineageOf = (previous: RecoveryPoint | undefined) => {
  if (previous === undefined) return {};
  const { id, manifestRoot, recheckedAt } = previous;
  return {
    previous: {
      recoveryPointId: id,
      manifestRoot,
      ...(recheckedAt === undefined ? {} : { recheckedAt }),
    },
  };
};

const resolved = ({ containers, lanes }: BackupRun): Output =>
  succeed({ containers: containers.length, lanes: lanes.length });

/** What another data account holds cannot be referred to. */
const usablePrevious = (
  previous: RecoveryPoint | undefined,
  dataAccountId: string,
): RecoveryPoint | undefined => (previous?.dataAccountId === dataAccountId ? previous : undefined);
