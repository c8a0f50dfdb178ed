// Activity: ends the search of a check in one instance's data account: records what was found, in bounded size, and lets go
// of the instance. Repeated, what was recorded first stands.

import { noCheckCounters } from '../domain/check/check.ts';
import type { Finding } from '../domain/check/finding.ts';
import { finding, findingsOf } from '../domain/check/finding.ts';
import type { FoundGarbage } from '../domain/check/garbage.ts';
import { addGarbage, garbageFindings, noGarbage } from '../domain/check/garbage.ts';
import type { BlockedSummary } from '../domain/prune/blocked.ts';
import { addBlocked, mergeBlocked, noneBlocked } from '../domain/prune/blocked.ts';
import type { Failure } from '../domain/shared/failure.ts';
import { accountNameOf } from '../ports/object-store.ts';
import { sweepStepCodec } from '../vault/documents/prune.ts';
import { chunksContainer, objectsContainer } from '../vault/layout.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { letGo } from './open-garbage-search.ts';

type Input = InputOf<typeof activities.closeGarbageSearch>;
type Output = OutputOf<typeof activities.closeGarbageSearch>;

export const closeGarbageSearch =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> => {
    const { checks } = deps.vault;
    const { backupInstance, jobId, seq } = input;
    const place = { jobId, lane: 0, seq };
    if ((await checks.garbage.get(place)) === undefined) {
      const blocked = mergeBlocked((await deps.vault.prunes.listBlocked(input)).map((step) => step.blocked));
      if (blocked.count > 0) await remember(deps, backupInstance, blocked);
      const findings = findingsOf(await findingsIn(deps, input, blocked));
      await checks.garbage.putOnce(place, { version: 1, findings, counters: noCheckCounters, damaged: [] });
    }
    await letGo(deps.vault, backupInstance, jobId);
    return { recorded: true };
  };

/** As a prune does, so that one is due when the first of them may go. */
const remember = async (
  { vault }: Dependencies,
  backupInstance: string,
  blocked: BlockedSummary,
): Promise<void> => {
  const known = (await vault.pruning.get(backupInstance))?.blocked ?? noneBlocked;
  await vault.pruning.update(backupInstance, { blocked: addBlocked(known, blocked) });
};

const findingsIn = async (
  { vault }: Dependencies,
  input: Input,
  blocked: BlockedSummary,
): Promise<readonly Finding[]> => {
  const { backupInstance, ending } = input;
  const plan = await vault.prunes.getPlan(input);
  const found: Finding[] = ending.kind === 'failed' ? [notLooked(backupInstance, ending.failure)] : [];
  if (plan === undefined) return found;
  for (const [kind, container] of [
    ['objects', objectsContainer],
    ['chunks', chunksContainer],
  ] as const) {
    found.push(
      ...garbageFindings(await garbageOf(vault, input, kind), {
        place: `${accountNameOf(plan.dataAccountId)}/${container}`,
        now: Date.parse(plan.now),
        // Of a slice that was cut off it is not known how far it came.
        deleted: !plan.dryRun && ending.kind === 'completed',
        blocked: blocked.blobs.filter((blob) => blob.container === container),
      }),
    );
  }
  return found;
};

const notLooked = (backupInstance: string, failure: Failure): Finding =>
  finding(
    failure.code === 'UserErrorOperationInProgress' ? 'InstanceBusy' : 'GarbageUnknown',
    backupInstance,
    { detail: failure.message },
  );

/** One record at a time: each may name thousands. */
const garbageOf = async (
  vault: Dependencies['vault'],
  input: Input,
  kind: 'objects' | 'chunks',
): Promise<FoundGarbage> => {
  let found = noGarbage;
  for (let lane = 0; ; lane += 1) {
    for (let seq = 0; ; seq += 1) {
      const step = await vault.prunes.getStep(input, kind, sweepStepCodec, { lane, seq });
      if (step !== undefined) found = addGarbage(found, step);
      else if (seq > 0) break;
      else return found;
    }
  }
};
