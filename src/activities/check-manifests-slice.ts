// Activity: checks that what manifests name is in the vault: a lane's stretch of keys, instance after instance, until
// its time is up.

import type { ManifestsCursor } from '../domain/check/check.ts';
import type { Finding } from '../domain/check/finding.ts';
import { finding, findingsOf } from '../domain/check/finding.ts';
import type { BackupInstance } from '../domain/protection/backup-instance.ts';
import type { KeyInterval } from '../domain/verification/key-interval.ts';
import { firstHalf, following, laneKeys } from '../domain/verification/key-interval.ts';
import { isStoreError } from '../ports/object-store.ts';
import type { CheckSlice } from '../vault/documents/check.ts';
import { objectsContainer } from '../vault/layout.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { PointsCheck, PointsWalk } from './check/check-points.ts';
import { CheckTally, checkPoint } from './check/check-points.ts';
import { recordedSlice } from './check/recorded-slice.ts';
import { leftoverMarkers, strayAt, strays } from './check/strays.ts';
import type { Dependencies } from './dependencies.ts';
import { isTransient } from './permanent-failure.ts';
import { listObjects, MAX_LISTED } from './verification/list-objects.ts';

type Input = InputOf<typeof activities.checkManifestsSlice>;
type Output = OutputOf<typeof activities.checkManifestsSlice>;

export const checkManifestsSlice =
  ({ vault, storage, clock, settings }: Dependencies) =>
  async (input: Input): Promise<Output> =>
    await recordedSlice(vault.checks.manifests, input, async (start) => {
      const deadline = clock.now() + input.sliceSeconds * 1_000;
      const isOver = (): boolean => clock.now() >= deadline;
      const check = { vault, storage, settings, repair: input.repair, isOver };
      return await new LaneCheck(check, laneKeys(input.lane, input.lanes)).run(start);
    });

class LaneCheck {
  readonly #check: PointsCheck;
  readonly #lane: KeyInterval;
  readonly #tally = new CheckTally();
  #cursor: ManifestsCursor | undefined;
  #advanced = false;

  constructor(check: PointsCheck, lane: KeyInterval) {
    this.#check = check;
    this.#lane = lane;
  }

  async run(start: ManifestsCursor | undefined): Promise<CheckSlice<ManifestsCursor>> {
    const instances = (await this.#check.vault.catalogue.instances()).toSorted((a, b) =>
      a.name < b.name ? -1 : 1,
    );
    const [first] = instances;
    this.#cursor = start ?? (first && { instance: first.name, ...this.#lane });
    try {
      for (const [index, instance] of instances.entries()) {
        if (this.#cursor === undefined || instance.name < this.#cursor.instance) continue;
        const next = instances[index + 1];
        const done = await this.#checkInstance(instance);
        if (!done) break;
        this.#moveTo(next && { instance: next.name, ...this.#lane });
        if (this.#check.isOver()) break;
      }
      // Instances that went away meanwhile leave nothing to be done.
      if (this.#cursor !== undefined && !instances.some(({ name }) => name >= (this.#cursor?.instance ?? '')))
        this.#cursor = undefined;
    } catch (error) {
      if (!this.#advanced || !isTransient(error)) throw error;
    }
    const { findings, counters, damaged } = this.#tally;
    return {
      version: 1,
      findings: findingsOf(findings),
      counters,
      damaged,
      ...(this.#cursor === undefined ? {} : { cursor: this.#cursor }),
    };
  }

  #moveTo(cursor: ManifestsCursor | undefined): void {
    this.#cursor = cursor;
    this.#advanced = true;
  }

  /** False when the time was up. */
  async #checkInstance(instance: BackupInstance): Promise<boolean> {
    const { dataAccountId, name } = instance;
    if (dataAccountId === undefined) return true;
    const resumed = this.#cursor?.instance === name ? this.#cursor : undefined;
    let at: ManifestsCursor | undefined = resumed ?? { instance: name, ...this.#lane };
    try {
      while (at !== undefined) {
        const outcome: KeyInterval | 'time-up' | undefined = await this.#checkStretch(dataAccountId, at);
        if (outcome === 'time-up') return false;
        at = outcome && { instance: name, from: outcome.from, to: outcome.to };
        if (at !== undefined) this.#moveTo(at);
        if (at !== undefined && this.#check.isOver()) return false;
      }
    } catch (error) {
      if (!isStoreError(error) || error.transient) throw error;
      this.#tally.findings.push(finding('AccountUnreachable', dataAccountId, { detail: error.message }));
    }
    return true;
  }

  /** The stretch to go on with; undefined: the instance is done. */
  async #checkStretch(
    dataAccountId: string,
    at: ManifestsCursor,
  ): Promise<KeyInterval | 'time-up' | undefined> {
    const { vault, storage, repair } = this.#check;
    const data = storage.open(dataAccountId);
    const half = at.point === undefined ? firstHalf(at) : undefined;
    const most = half === undefined ? Number.POSITIVE_INFINITY : MAX_LISTED;
    const found: Finding[] = [];
    const onStray = (name: string): void => void found.push(strayAt(data, objectsContainer, name));
    const objects = await listObjects(data, at, most, onStray);
    if (objects === undefined) return half;
    // A stretch that is taken up again in the middle has been through this.
    if (at.point === undefined) {
      found.push(...(await strays(data, at)));
      if (at.from === 0) found.push(...(await leftoverMarkers(vault, data, repair)));
      this.#tally.findings.push(...found);
    }
    const walk: PointsWalk = { keys: { from: at.from, to: at.to }, objects, known: new Set() };
    const ids = await vault.catalogue.recoveryPointIds(at.instance);
    for (const id of ids) {
      if (at.point !== undefined && id > at.point) continue;
      const point = await vault.catalogue.recoveryPoint(at.instance, id);
      // What another data account holds was left behind by a change of it, and is looked for by verification alone.
      if (point === undefined || point.dataAccountId !== dataAccountId) continue;
      const after = at.point === id ? at.after : undefined;
      const stopped = await checkPoint(this.#check, walk, point, this.#tally, after);
      if (stopped !== undefined) {
        this.#moveTo({ ...at, point: id, after: stopped });
        return 'time-up';
      }
      // Of the next point nothing is done: it begins where this one ends.
      this.#moveTo({ ...at, point: id, after: END });
    }
    return following(at, this.#lane);
  }
}

/** After every key there is: container names are lower case. */
const END = { container: '~', name: '' } as const;
