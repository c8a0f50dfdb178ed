// Activity: works on one lane of a backup until its time is up, from where the record of the slice before says, and
// records what it has done before it returns. Repeated or run twice at once it is harmless: whoever records first
// decides, and every attempt answers from the record.

import type { BackupCounters } from '../domain/job/counters.ts';
import { addCounters, noBackupCounters } from '../domain/job/counters.ts';
import type { SliceCursor, SliceOutcome } from '../domain/job/slices.ts';
import type { Failure, Outcome } from '../domain/shared/failure.ts';
import { succeed } from '../domain/shared/failure.ts';
import type { BackupRun, SlicePart, SliceRecord } from '../vault/documents/run.ts';
import { isVaultError } from '../vault/vault-error.ts';
import type { activities, InputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { isTransient, permanentFailure } from './permanent-failure.ts';
import { requireRun, startAfter } from './require-run.ts';
import type { Range } from './slice/back-up-range.ts';
import { backUpRange } from './slice/back-up-range.ts';
import type { Recheck, SliceContext } from './slice/slice-context.ts';

type Input = InputOf<typeof activities.backUpSlice>;
type Output = SliceOutcome<BackupCounters>;

export const backUpSlice =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> => {
    try {
      const recorded = await deps.vault.runs.getSlice(input, input.lane, input.seq);
      return recorded === undefined ? await work(deps, input) : outcomeOf(recorded);
    } catch (error) {
      if (isTransient(error)) return { kind: 'interrupted', reason: error.message };
      return { kind: 'failed', failure: permanentFailure(error) };
    }
  };

const work = async (deps: Dependencies, input: Input): Promise<Output> => {
  const found = await requireRun(deps.vault, input);
  if (!found.ok) return { kind: 'failed', failure: found.failure };
  const run = found.value;
  const start = await startOf(deps, input);
  if (!start.ok) return { kind: 'failed', failure: start.failure };
  const ranges = (run.lanes[input.lane] ?? []).map((place, range) => ({ ...place, range }));
  const attempt = async (recheck: Recheck | undefined) => {
    const slice = await contextOf(deps, run, input.sliceSeconds * 1_000, recheck);
    return { slice, done: await workThrough(slice, ranges, start.value) };
  };
  const { slice, done } = await attempt(await recheckOf(deps, run)).catch(async (error: unknown) => {
    if (!isVaultError(error) || run.previous === undefined) throw error;
    // Whatever cannot be read of the manifest before, what the vault holds can be looked at.
    deps.log.error(
      'The manifest of the recovery point before is damaged; every blob is looked for in the vault',
      {
        recoveryPointId: run.previous.recoveryPointId,
        problem: error.message,
      },
    );
    return await attempt({ since: deps.clock.now(), isSuspect: () => false });
  });
  if (done.kind === 'failed') return done;
  const { read, written, present } = slice.chunks.counts();
  const record = await deps.vault.runs.putSliceOnce(input, {
    version: 1,
    lane: input.lane,
    seq: input.seq,
    parts: done.parts,
    requests: slice.tally.requests + read + written + present,
    ...(slice.recheck === undefined ? {} : { rechecked: true }),
    ...(done.cursor === undefined ? {} : { cursor: done.cursor }),
  });
  return outcomeOf(record);
};

const recheckOf = async ({ vault }: Dependencies, run: BackupRun): Promise<Recheck | undefined> =>
  run.recheckSince === undefined
    ? undefined
    : {
        since: Date.parse(run.recheckSince),
        isSuspect: await vault.verifications.suspects(run.backupInstance),
      };

const startOf = async ({ vault }: Dependencies, input: Input): Promise<Outcome<SliceCursor>> => {
  if (input.seq === 0) return succeed({ range: 0 });
  const before = await vault.runs.getSlice(input, input.lane, input.seq - 1);
  return startAfter(before, `slice ${input.lane}-${input.seq - 1} of the backup`);
};

const contextOf = async (
  { storage, vault, clock, log, settings }: Dependencies,
  run: BackupRun,
  sliceMs: number,
  recheck: Recheck | undefined,
): Promise<SliceContext> => {
  const source = storage.open(run.sourceAccountId);
  const previousRoot = recheck === undefined ? run.previous?.manifestRoot : undefined;
  return {
    source,
    data: storage.open(run.dataAccountId),
    hierarchical: await source.isHierarchical(),
    way: run.way,
    chunks: vault.chunks(run.dataAccountId, { recheck: recheck !== undefined }),
    ...(previousRoot === undefined ? {} : { previousRoot }),
    ...(recheck === undefined ? {} : { recheck }),
    clock,
    log,
    copyConcurrency: settings.copyConcurrency,
    deadline: clock.now() + sliceMs,
    sliceMs,
    tally: { requests: 0 },
  };
};

type Done =
  | { readonly kind: 'worked'; readonly parts: readonly SlicePart[]; readonly cursor?: SliceCursor }
  | { readonly kind: 'failed'; readonly failure: Failure };

const workThrough = async (
  slice: SliceContext,
  ranges: readonly Range[],
  start: SliceCursor,
): Promise<Done> => {
  const parts: SlicePart[] = [];
  for (const place of ranges.slice(start.range)) {
    const { range } = place;
    if (parts.length > 0 && slice.clock.now() >= slice.deadline)
      return { kind: 'worked', parts, cursor: { range } };
    try {
      const outcome = await backUpRange(slice, place, range === start.range ? start : undefined);
      if (outcome.kind === 'failed') return outcome;
      if (outcome.part !== undefined) parts.push(outcome.part);
      if (outcome.kind === 'stopped') return { kind: 'worked', parts, cursor: outcome.cursor };
    } catch (error) {
      if (parts.length > 0 && isTransient(error)) return { kind: 'worked', parts, cursor: { range } };
      throw error;
    }
  }
  return { kind: 'worked', parts };
};

const outcomeOf = ({ parts, requests, cursor }: SliceRecord): Output => {
  const counters = parts.map(countersOf).reduce(addCounters, { ...noBackupCounters, requests });
  const goneContainers = parts.filter(({ gone }) => gone).map(({ container }) => container);
  return {
    kind: 'advanced',
    done: cursor === undefined,
    counters,
    ...(goneContainers.length === 0 ? {} : { goneContainers }),
  };
};

const countersOf = ({ leaves, copiedBlobs, copiedBytes }: SlicePart): BackupCounters => ({
  blobs: leaves.reduce((sum, { entries }) => sum + entries, 0),
  bytes: leaves.reduce((sum, { bytes }) => sum + bytes, 0),
  copiedBlobs,
  copiedBytes,
  requests: 0,
});
