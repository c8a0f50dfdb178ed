// Activity: plans a restore and records the plan: what goes where, how much it is, and how the work is shared out.
// Nothing is written to the target yet. Repeated, it keeps the first plan.

import { usualRangeSizes } from '../domain/manifest/balanced-ranges.ts';
import { measure, seek } from '../domain/manifest/walk.ts';
import type { RecoveryPoint } from '../domain/recovery-point/recovery-point.ts';
import type { PlannedContainer, RestoreRange } from '../domain/restore/plan-restore.ts';
import { planRestore as planRanges } from '../domain/restore/plan-restore.ts';
import type { Weighted } from '../domain/shared/deal-lanes.ts';
import { dealLanes } from '../domain/shared/deal-lanes.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { ChunkStore } from '../vault/chunk-store.ts';
import { inParallel } from '../vault/in-parallel.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { settling } from './permanent-failure.ts';
import { cutRestoreRanges } from './ranges/restore-ranges.ts';
import { madeByJob } from './restore/target-containers.ts';

type Input = InputOf<typeof activities.planRestore>;
type Output = OutputOf<typeof activities.planRestore>;

const SEEKS_AT_ONCE = 16;

export const planRestore =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> =>
    await settling(async () => {
      const planned = await deps.vault.restorePlans.get(input.jobId);
      if (planned !== undefined) return succeed(countsOf(planned));
      const { backupInstance, recoveryPointId } = input;
      const point = await deps.vault.recoveryPoints.get(backupInstance, recoveryPointId);
      if (point !== undefined) return await plan(deps, input, point);
      return fail('UserErrorRecoveryPointNotFound', `The recovery point ${recoveryPointId} is gone.`);
    });

const countsOf = (plan: { lanes: readonly unknown[]; entries: number; bytes: number }) => ({
  lanes: plan.lanes.length,
  blobs: plan.entries,
  bytes: plan.bytes,
});

const plan = async (deps: Dependencies, input: Input, point: RecoveryPoint): Promise<Output> => {
  const ranges = planRanges(input, point.containers);
  if (!ranges.ok) return ranges;
  const target = deps.storage.open(input.targetAccountId);
  const existing = await existingOf(target, ranges.value);
  const conflict = await refuseExisting(target, existing, input);
  if (conflict !== undefined) return conflict;
  const chunks = deps.vault.chunks(point.dataAccountId);
  const measured: MeasuredContainer[] = [];
  for (const container of ranges.value) {
    const found = await measureContainer(chunks, point.manifestRoot, container);
    if (!found.ok) return found;
    measured.push(found.value);
  }
  const work = await cutRestoreRanges(
    {
      chunks,
      root: point.manifestRoot,
      lanes: input.lanes,
      sizes: deps.settings.rangeSizes ?? usualRangeSizes,
    },
    measured.flatMap((container) => container.work),
  );
  const {
    jobId,
    backupInstance,
    recoveryPointId,
    startTime,
    targetAccountId,
    conflict: policy,
    tier,
  } = input;
  const recorded = await deps.vault.restorePlans.putOnce({
    version: 1,
    jobId,
    startTime,
    backupInstance,
    recoveryPointId,
    manifestRoot: point.manifestRoot,
    dataAccountId: point.dataAccountId,
    targetAccountId,
    conflict: policy,
    tier,
    containers: measured.map((container) => describe(container, existing)),
    lanes: dealLanes(work, input.lanes),
    entries: measured.reduce((sum, { entries }) => sum + entries, 0),
    bytes: measured.reduce((sum, { bytes }) => sum + bytes, 0),
  });
  return succeed(countsOf(recorded));
};

const existingOf = async (
  target: ObjectStore,
  planned: readonly PlannedContainer[],
): Promise<ReadonlySet<string>> => {
  const wanted = new Set(planned.map((container) => container.target));
  return new Set((await target.listContainers()).filter((name) => wanted.has(name)));
};

const refuseExisting = async (
  target: ObjectStore,
  existing: ReadonlySet<string>,
  { conflict, jobId }: Input,
) => {
  if (conflict !== 'fail') return undefined;
  const foreign: string[] = [];
  for (const name of existing) {
    if (!(await madeByJob(target, name, jobId))) foreign.push(name);
  }
  if (foreign.length === 0) return undefined;
  return fail(
    'UserErrorTargetContainersExistOnAccount',
    `The target has containers of these names already: ${foreign.sort().join(', ')}.`,
    [
      'Rename them in the restore request, choose another target, or use the conflict policy skip or overwrite.',
    ],
  );
};

interface MeasuredContainer extends PlannedContainer {
  readonly work: readonly Weighted<RestoreRange>[];
  readonly entries: number;
  readonly bytes: number;
}

const measureContainer = async (
  chunks: ChunkStore,
  root: string,
  planned: PlannedContainer,
): Promise<Outcome<MeasuredContainer>> => {
  const work: Weighted<RestoreRange>[] = [];
  let entries = 0;
  let bytes = 0;
  for (const range of planned.ranges) {
    const measured = await measureRange(chunks, root, range);
    if (!measured.ok) return measured;
    work.push({ work: range, weight: measured.value.entries });
    entries += measured.value.entries;
    bytes += measured.value.bytes;
  }
  return succeed({ ...planned, work, entries, bytes });
};

const measureRange = async (chunks: ChunkStore, root: string, { container, prefix, blobs }: RestoreRange) => {
  if (blobs === undefined) {
    return succeed(await measure(chunks, root, { container, ...(prefix === undefined ? {} : { prefix }) }));
  }
  const found = await inParallel(blobs, SEEKS_AT_ONCE, (name) => seek(chunks, root, { container, name }));
  const missing = blobs.filter((_, at) => found[at] === undefined);
  if (missing.length > 0) {
    return fail(
      'UserErrorInvalidRequest',
      `The recovery point has no such blob in ${container}: ${missing.slice(0, 5).join(', ')}.`,
      ['Choose blobs that the recovery point has, or a prefix.'],
      'selection.items',
    );
  }
  return succeed({ entries: blobs.length, bytes: found.reduce((sum, entry) => sum + (entry?.size ?? 0), 0) });
};

const describe = (
  { source, target, ranges, entries, bytes }: MeasuredContainer,
  existing: ReadonlySet<string>,
) => {
  const prefixes = ranges.flatMap(({ prefix }) => prefix ?? []);
  const blobs = ranges.flatMap((range) => range.blobs ?? []);
  return {
    source,
    target,
    targetExists: existing.has(target),
    ...(prefixes.length === 0 ? {} : { prefixes }),
    ...(blobs.length === 0 ? {} : { blobs }),
    entries,
    bytes,
  };
};
