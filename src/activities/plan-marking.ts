// Activity: after the records of what goes are gone: writes down what remains, what is dead, and how the work of marking
// and sweeping is cut. Repeated, it keeps the first answer.

import type { ChildRef } from '../domain/manifest/chunk.ts';
import { readNode } from '../domain/manifest/walk.ts';
import { fanDigits, fansOf, partBounds } from '../domain/prune/partitions.ts';
import type { RecoveryPoint } from '../domain/recovery-point/recovery-point.ts';
import { succeed } from '../domain/shared/failure.ts';
import { accountNameOf } from '../ports/object-store.ts';
import type { ChunkStore } from '../vault/chunk-store.ts';
import type { MarkedPoint, PrunePlanDocument, PruneRoots } from '../vault/documents/prune.ts';
import type { Vault } from '../vault/vault.ts';
import type { MarkingCut } from '../workflows/catalogue/prune.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { settling } from './permanent-failure.ts';
import { requirePrunePlan } from './prune/require-prune.ts';

type Input = InputOf<typeof activities.planMarking>;
type Output = OutputOf<typeof activities.planMarking>;

export const planMarking =
  ({ vault }: Dependencies) =>
  async (input: Input): Promise<Output> =>
    await settling(async () => {
      const known = await vault.prunes.getRoots(input);
      if (known !== undefined) return succeed(cutOf(known));
      const plan = await requirePrunePlan(vault, input);
      if (!plan.ok) return plan;
      const roots = await rootsOf(vault, plan.value);
      return succeed(cutOf(await vault.prunes.putRootsOnce(input, roots)));
    });

const cutOf = ({ bounds, digits }: PruneRoots): MarkingCut => ({
  parts: bounds.length + 1,
  fans: fansOf(digits).length,
});

const rootsOf = async (vault: Vault, plan: PrunePlanDocument): Promise<PruneRoots> => {
  const { backupInstance, dataAccountId, goes } = plan;
  // What a prune was cut off from deleting is of points that go, for a check that only looks too.
  const dryRun = plan.dryRun && plan.leftoversOnly !== true;
  const going = new Set(goes.map(({ id }) => id));
  const intents = dryRun ? [] : await vault.deletions.list(backupInstance);
  // The records themselves, and after the intents: what has a record is alive whatever else is said.
  const records = await vault.recoveryPoints.all(backupInstance);
  const ours = records.filter((point) => sameAccount(point.dataAccountId, dataAccountId));
  const live = dryRun ? ours.filter(({ id }) => !going.has(id)) : ours;
  const standing = new Set(records.map(({ id }) => id));
  const dead = dryRun
    ? ours.filter(({ id }) => going.has(id)).map(markedPoint)
    : intents.flatMap(({ document: intent }): MarkedPoint[] => {
        if (intent.version === 2) return [];
        const isOurs = sameAccount(intent.dataAccountId, dataAccountId);
        if (standing.has(intent.recoveryPointId) || intent.state !== 'decided' || !isOurs) return [];
        return [{ id: intent.recoveryPointId, manifestRoot: intent.manifestRoot }];
      });
  const newest = live.toSorted((a, b) => (a.id < b.id ? 1 : -1))[0];
  const chunks = vault.chunks(dataAccountId);
  return {
    version: 1,
    live: live.map(markedPoint),
    dead,
    kept: dryRun ? [] : goes.flatMap(({ id }) => (standing.has(id) ? [id] : [])),
    digits: fanDigits(objectsOf(live, newest)),
    bounds: newest === undefined ? [] : partBounds(await topOf(chunks, newest.manifestRoot)),
  };
};

const sameAccount = (a: string, b: string): boolean => accountNameOf(a) === accountNameOf(b);

const markedPoint = ({ id, manifestRoot }: RecoveryPoint): MarkedPoint => ({ id, manifestRoot });

/** All blobs of the newest point, and what each other one had new. */
const objectsOf = (live: readonly RecoveryPoint[], newest: RecoveryPoint | undefined): number =>
  live.reduce((sum, { copiedBlobs }) => sum + copiedBlobs, newest?.blobs ?? 0);

/** Subtrees small enough to cut along: the children of the root, or of its children where those are few. */
const topOf = async (chunks: ChunkStore, root: string): Promise<readonly ChildRef[]> => {
  const { level, children } = await readNode(chunks, root);
  if (level === 1 || children.length >= ENOUGH_SUBTREES) return children;
  const found: ChildRef[] = [];
  for (const { hash } of children) found.push(...(await readNode(chunks, hash)).children);
  return found;
};

const ENOUGH_SUBTREES = 64;
