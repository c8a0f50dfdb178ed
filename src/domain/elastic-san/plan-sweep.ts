// Decides what backups of a SAN volume that died have left in Azure: volume snapshots by their name, which is derived from
// vault, instance and recovery point; disk snapshots by name and tags, and only where a backup is on record that was going
// to make them and has no recovery point. Whatever may still be worked on stays, and so does all that is not ours.

import { resourceName, sameResource } from '../shared/resource-id.ts';
import type { SnapshotOwner } from './snapshot-name.ts';
import { isTaggedFor, recoveryPointOfSnapshot } from './snapshot-name.ts';

export interface SweepFacts {
  readonly owner: SnapshotOwner;
  /** ARM resource ID of the instance's volume. */
  readonly volumeId: string;
  readonly volumeSnapshots: readonly { readonly id: string; readonly sourceVolumeId: string }[];
  readonly diskSnapshots: readonly {
    readonly id: string;
    readonly tags: Readonly<Record<string, string>>;
  }[];
  /** Recovery points that backups on record are for: they have said what they would make, and not yet tidied up. */
  readonly runs: ReadonlySet<string>;
  /** Recovery points that there are. */
  readonly recoveryPoints: ReadonlySet<string>;
  /** Recovery points whose backup may be at work. */
  readonly alive: ReadonlySet<string>;
}

export interface SweepPlan {
  /** ARM resource IDs. To be deleted first: an export that hangs keeps its source. */
  readonly diskSnapshots: readonly string[];
  readonly volumeSnapshots: readonly string[];
  /** Recovery points whose backup is on record for nothing: nothing of it is left. */
  readonly runs: readonly string[];
}

export const planSweep = (facts: SweepFacts): SweepPlan => {
  const { owner, volumeId, runs, recoveryPoints, alive } = facts;
  const madeFor = ({ id }: { readonly id: string }) => recoveryPointOfSnapshot(owner, resourceName(id));
  const volumeSnapshots = facts.volumeSnapshots.flatMap((snapshot) => {
    const point = madeFor(snapshot);
    const ours = point !== undefined && sameResource(snapshot.sourceVolumeId, volumeId);
    return ours && !alive.has(point) ? [{ id: snapshot.id, point }] : [];
  });
  const diskSnapshots = facts.diskSnapshots.flatMap((snapshot) => {
    const point = madeFor(snapshot);
    if (point === undefined || !isTaggedFor(owner, point, snapshot.tags)) return [];
    if (alive.has(point) || recoveryPoints.has(point) || !runs.has(point)) return [];
    return [{ id: snapshot.id, point }];
  });
  const left = new Set([...volumeSnapshots, ...diskSnapshots].map(({ point }) => point));
  return {
    diskSnapshots: diskSnapshots.map(({ id }) => id),
    volumeSnapshots: volumeSnapshots.map(({ id }) => id),
    runs: [...runs].filter((point) => !alive.has(point) && !left.has(point)),
  };
};

export const isNothing = ({ diskSnapshots, volumeSnapshots, runs }: SweepPlan): boolean =>
  diskSnapshots.length + volumeSnapshots.length + runs.length === 0;
