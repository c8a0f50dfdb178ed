// What of an account is not in the newest recovery point of its instance, and why: containers by the instance's selection,
// blobs by what the backup told.

import type { CoverageWarning } from '../recovery-point/recovery-point.ts';
import type { LeftOutReason } from '../selection/select-containers.ts';
import { reasonToLeaveOut } from '../selection/select-containers.ts';
import type { ContainerSelection } from './backup-instance.ts';

export type UncoveredReason =
  | LeftOutReason
  /** Selected, and no backup has ended since it is there or selected. */
  | 'not-backed-up-yet'
  /** Selected by name and not at the account: backups fail until one of both is changed. */
  | 'missing-at-source';

export type Uncovered =
  | {
      readonly kind: 'container';
      readonly name: string;
      readonly reason: UncoveredReason;
      /** It was not there when the instance was last configured. Absent: it was, or nobody knows. */
      readonly isNew?: true;
    }
  | { readonly kind: 'blobs'; readonly warning: CoverageWarning };

export interface CoverageFacts {
  /** Containers of the account, in any order. */
  readonly listed: readonly string[];
  readonly selection: ContainerSelection;
  /** Containers that were there when the instance was last configured; absent: unknown. */
  readonly seen?: readonly string[];
  /** The newest recovery point; absent: there is none. */
  readonly point?: {
    readonly containers: readonly { readonly name: string }[];
    readonly warnings: readonly CoverageWarning[];
  };
}

/** Containers by name, then what the newest point says of blobs. */
export const uncovered = ({ listed, selection, seen, point }: CoverageFacts): readonly Uncovered[] => {
  const covered = new Set(point?.containers.map(({ name }) => name));
  const there = new Set(listed);
  const known = seen === undefined ? undefined : new Set(seen);
  const names = [...new Set([...listed, ...(selection.include ?? [])])].sort();
  const containers = names.flatMap((name): Uncovered[] => {
    const reason = there.has(name)
      ? (reasonToLeaveOut(name, selection) ?? (covered.has(name) ? undefined : 'not-backed-up-yet'))
      : 'missing-at-source';
    if (reason === undefined) return [];
    const isNew = known !== undefined && there.has(name) && !known.has(name);
    return [{ kind: 'container', name, reason, ...(isNew ? { isNew } : {}) }];
  });
  return [
    ...containers,
    ...(point?.warnings ?? []).map((warning): Uncovered => ({ kind: 'blobs', warning })),
  ];
};
