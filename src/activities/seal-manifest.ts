// Activity: makes one manifest of what all slices recorded, and checks that nothing of it is missing.

import { measure } from '../domain/manifest/walk.ts';
import { mergeWarnings } from '../domain/recovery-point/coverage.ts';
import type { ContainerSummary, CoverageWarning } from '../domain/recovery-point/recovery-point.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import type { BackupRun, SlicePart, SliceRecord } from '../vault/documents/run.ts';
import { sealManifest as seal } from '../vault/manifest-writer.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { settling } from './permanent-failure.ts';
import { requireRun } from './require-run.ts';

type Input = InputOf<typeof activities.sealManifest>;
type Output = OutputOf<typeof activities.sealManifest>;

export const sealManifest =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> =>
    await settling(async () => {
      const sealed = await deps.vault.runs.getSealed(input);
      if (sealed !== undefined) return succeed({ blobs: sealed.blobs, bytes: sealed.bytes });
      const run = await requireRun(deps.vault, input);
      return run.ok ? await build(deps, input, run.value) : run;
    });

const build = async ({ vault }: Dependencies, input: Input, run: BackupRun): Promise<Output> => {
  const records = await vault.runs.listSlices(input);
  const incomplete = findGap(records, input.slicesPerLane);
  if (incomplete !== undefined) return incomplete;
  const gone = new Set(input.goneContainers);
  const parts = partsThatCount(records).filter(({ container }) => !gone.has(container));
  const leaves = parts.flatMap((part) => part.leaves);
  const recheck = run.recheckSince !== undefined || records.some(({ rechecked }) => rechecked);
  const chunks = vault.chunks(run.dataAccountId, { recheck });
  const previousRoot = recheck ? undefined : run.previous?.manifestRoot;
  const before = previousRoot === undefined ? 0 : (await measure(chunks, previousRoot)).entries;
  const sealed = await seal(chunks, leaves, previousRoot);
  const recorded = leaves.reduce((sum, { entries }) => sum + entries, 0);
  if (sealed.blobs !== recorded) return miscounted(sealed.blobs, recorded);
  const { blobs, bytes } = await vault.runs.putSealedOnce(input, {
    version: 1,
    manifestRoot: sealed.root,
    containers: withEmptyOnes(
      run.containers.filter((name) => !gone.has(name)),
      sealed.containers,
    ),
    blobs: sealed.blobs,
    bytes: sealed.bytes,
    copiedBlobs: sum(parts, ({ copiedBlobs }) => copiedBlobs),
    copiedBytes: sum(parts, ({ copiedBytes }) => copiedBytes),
    // Not known where the manifest before was not read.
    deletedBlobs: recheck ? 0 : before - sum(parts, ({ knownBlobs }) => knownBlobs),
    requests: records.reduce((total, { requests }) => total + requests, 0),
    warnings: mergeWarnings(goneWarnings(input.goneContainers), ...parts.map(({ warnings }) => warnings)),
  });
  return succeed({ blobs, bytes });
};

/** Every lane must have recorded all its slices, the last one without a cursor. */
const findGap = (
  records: readonly SliceRecord[],
  slicesPerLane: readonly number[],
): (Outcome<never> & { readonly ok: false }) | undefined => {
  for (const [lane, slices] of slicesPerLane.entries()) {
    const own = records.filter((record) => record.lane === lane);
    if (own.length === slices && own.at(-1)?.cursor === undefined) continue;
    return fail(
      'BackupVerificationFailed',
      `Lane ${lane} of the backup has ${own.length} finished slices recorded instead of ${slices}.`,
      ['Start a backup. What was copied is reused.'],
    );
  }
  return undefined;
};

/** A part that begins at its range's beginning replaces what earlier slices recorded of the range. */
const partsThatCount = (records: readonly SliceRecord[]): readonly SlicePart[] => {
  const byRange = new Map<string, SlicePart[]>();
  for (const { lane, parts } of records) {
    for (const part of parts) {
      const key = `${lane}/${part.range}`;
      byRange.set(key, part.fromStart ? [part] : [...(byRange.get(key) ?? []), part]);
    }
  }
  return [...byRange.values()].flat();
};

const miscounted = (found: number, recorded: number) =>
  fail('BackupVerificationFailed', `The manifest has ${found} blobs where the slices recorded ${recorded}.`, [
    'Start a backup. What was copied is reused.',
  ]);

const withEmptyOnes = (
  names: readonly string[],
  found: readonly ContainerSummary[],
): readonly ContainerSummary[] => {
  const known = new Map(found.map((container) => [container.name, container]));
  return names.map((name) => known.get(name) ?? { name, blobs: 0, bytes: 0 });
};

const goneWarnings = (containers: readonly string[]): readonly CoverageWarning[] =>
  containers.map((name) => ({ code: 'ContainerDeletedDuringBackup', count: 1, examples: [name] }));

const sum = (parts: readonly SlicePart[], of: (part: SlicePart) => number): number =>
  parts.reduce((total, part) => total + of(part), 0);
