// What of a recovery point a restore brings back, and how it meets what the target already holds.

export interface RestoreItem {
  readonly container: string;
  /** Blob name prefixes and whole blob names; both absent: the whole container. */
  readonly prefixes?: readonly string[];
  readonly blobs?: readonly string[];
}

export type RestoreSelection =
  | { readonly kind: 'everything' }
  | { readonly kind: 'items'; readonly items: readonly RestoreItem[] };

/** `fail`: no container of the target may exist. `skip`: existing blobs stay. `overwrite`: they are replaced. */
export type ConflictPolicy = 'fail' | 'skip' | 'overwrite';

/** `hot`: cool, cold and archived blobs land hot, as Azure Backup does. `as-source`: in the tier they had. */
export type TierPolicy = 'hot' | 'as-source';

export interface RestoreRequest {
  readonly selection: RestoreSelection;
  /** Container at the source to container at the target; containers not named keep their name. */
  readonly renames: Readonly<Record<string, string>>;
  readonly conflict: ConflictPolicy;
  readonly tier: TierPolicy;
}
