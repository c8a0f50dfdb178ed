// Checks for a stretch of keys that the vault objects which an instance's recovery points name are there, newest point
// first. What points share is walked once, as long as nothing of it is damaged.

import type { CheckCounters, DamagedPoint } from '../../domain/check/check.ts';
import { noCheckCounters } from '../../domain/check/check.ts';
import type { Finding } from '../../domain/check/finding.ts';
import { finding } from '../../domain/check/finding.ts';
import { addCounters } from '../../domain/job/counters.ts';
import type { EntryKey, ManifestEntry } from '../../domain/manifest/entry.ts';
import type { RecoveryPoint } from '../../domain/recovery-point/recovery-point.ts';
import type { VerificationCounters } from '../../domain/verification/counters.ts';
import { countBlob, countChunk, noVerificationCounters } from '../../domain/verification/counters.ts';
import { damageOfBlob, damageOfChunk, mergeDamage, noDamage } from '../../domain/verification/damage.ts';
import { isDamage } from '../../domain/verification/judge-blob.ts';
import type { KeyInterval } from '../../domain/verification/key-interval.ts';
import { objectsContainer, vaultObjectBlob } from '../../vault/layout.ts';
import type { Dependencies } from '../dependencies.ts';
import type { ObjectTable } from '../verification/object-table.ts';
import { rootOf } from '../verification/root.ts';
import type { VerifiedBlob, VerifyContext } from '../verification/verify-blob.ts';
import { verifyBlob } from '../verification/verify-blob.ts';
import { walkManifest } from '../verification/walk-manifest.ts';
import { copyAgain } from './copy-again.ts';

export interface PointsCheck extends Pick<Dependencies, 'vault' | 'storage' | 'settings'> {
  readonly repair: boolean;
  readonly isOver: () => boolean;
}

/** What a slice has found so far. */
export class CheckTally {
  readonly findings: Finding[] = [];
  counters: CheckCounters = noCheckCounters;
  readonly #damaged = new Map<string, DamagedPoint>();

  get damaged(): readonly DamagedPoint[] {
    return [...this.#damaged.values()];
  }

  isDamaged({ backupInstance, id }: RecoveryPoint): boolean {
    return this.#damaged.has(`${backupInstance}/${id}`);
  }

  addDamage(point: RecoveryPoint, counters: VerificationCounters, damage: DamagedPoint['damage']): void {
    const { backupInstance, id: recoveryPointId, manifestRoot } = point;
    const key = `${backupInstance}/${recoveryPointId}`;
    const known = this.#damaged.get(key);
    this.#damaged.set(key, {
      backupInstance,
      recoveryPointId,
      manifestRoot,
      counters: addCounters(known?.counters ?? noVerificationCounters, counters),
      damage: mergeDamage(known?.damage ?? noDamage, damage),
    });
  }
}

/** Leaves that were walked for the stretch and found intact; more than these are walked again. */
const MOST_KNOWN = 200_000;

export interface PointsWalk {
  readonly keys: KeyInterval;
  readonly objects: ObjectTable;
  /** Of leaves and roots. */
  readonly known: Set<string>;
}

/**
 * @param after entries up to this one are dealt with
 * @returns where the time was up; undefined: the point is done
 */
export const checkPoint = async (
  check: PointsCheck,
  { keys, objects, known }: PointsWalk,
  point: RecoveryPoint,
  tally: CheckTally,
  after: EntryKey | undefined,
): Promise<EntryKey | undefined> => {
  const { vault, storage, settings, repair, isOver } = check;
  const context: VerifyContext = {
    data: storage.open(point.dataAccountId),
    source: storage.open(point.sourceAccountId),
    isSampled: () => false,
  };
  let reached = after;
  let leafIsIntact = after === undefined;
  const done = await walkManifest(
    {
      chunks: vault.chunks(point.dataAccountId),
      root: rootOf(point),
      objects,
      keys,
      ...(after === undefined ? {} : { after }),
      verify: async (entry, key, listed) => {
        const verified = await verifyBlob(context, entry, key, listed);
        if (!repair || !isDamage(verified.verdict)) return verified;
        return await repaired(context, entry, key, verified, tally);
      },
      concurrency: settings.copyConcurrency,
      isOver,
      isKnown: (hash) => known.has(hash),
    },
    {
      blob(entry, object, { verdict }) {
        tally.counters = addCounters(tally.counters, { ...noCheckCounters, blobs: 1, bytes: entry.size });
        if (!isDamage(verdict)) return;
        leafIsIntact = false;
        const { container, name, size } = entry;
        const damage = damageOfBlob({ container, name, kind: verdict, object });
        tally.addDamage(point, countBlob(verdict, size), damage);
      },
      chunk(chunk, problem) {
        tally.addDamage(point, countChunk(chunk), damageOfChunk(chunk, problem));
      },
      reach(key) {
        reached = key;
      },
      leafDone({ hash }) {
        if (leafIsIntact && known.size < MOST_KNOWN) known.add(hash);
        leafIsIntact = true;
      },
    },
  );
  if (!done) return reached;
  if (after === undefined && !tally.isDamaged(point)) known.add(point.manifestRoot);
  return undefined;
};

const repaired = async (
  context: VerifyContext,
  entry: ManifestEntry,
  key: string,
  before: VerifiedBlob,
  tally: CheckTally,
): Promise<VerifiedBlob> => {
  const { container, name, etag } = entry;
  const object = vaultObjectBlob.build(container, name, etag);
  if (!(await copyAgain(context.data, context.source, entry, object))) return before;
  const after = await verifyBlob(context, entry, key, undefined);
  if (isDamage(after.verdict)) return after;
  const detail = `${container}/${name}`;
  tally.findings.push(finding('ObjectRestored', `${objectsContainer}/${object}`, { detail, repaired: true }));
  return after;
};
