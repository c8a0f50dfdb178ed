// Which part of a manifest is wanted, and how a subtree stands to it: decides what is read at all.

import type { ChildRef } from './chunk.ts';

/** Everything, or one container; of a container, the names that satisfy all that is given. */
export interface ManifestScope {
  readonly container?: string;
  readonly prefix?: string;
  /** Names greater than this. */
  readonly after?: string;
  /** Names up to and including this. */
  readonly to?: string;
}

/** For names of the scope's container. */
export const contains = ({ prefix, after, to }: ManifestScope, name: string): boolean =>
  (after === undefined || name > after) &&
  (to === undefined || name <= to) &&
  (prefix === undefined || name.startsWith(prefix));

/** Names that sort before everything in the scope. */
export const precedes = ({ prefix, after }: ManifestScope, name: string): boolean =>
  (after !== undefined && name <= after) || (prefix !== undefined && name < prefix);

/** Names that sort after everything in the scope. */
const follows = ({ prefix, to }: ManifestScope, name: string): boolean =>
  (to !== undefined && name > to) || (prefix !== undefined && name > prefix && !name.startsWith(prefix));

export const relate = (scope: ManifestScope, child: ChildRef): 'outside' | 'inside' | 'partly' => {
  const { container } = scope;
  if (container === undefined) return 'inside';
  const { firstContainer, firstName, lastContainer, lastName } = child;
  if (lastContainer < container || firstContainer > container) return 'outside';
  const begins = firstContainer === container;
  const ends = lastContainer === container;
  if ((ends && precedes(scope, lastName)) || (begins && follows(scope, firstName))) return 'outside';
  return begins && ends && contains(scope, firstName) && contains(scope, lastName) ? 'inside' : 'partly';
};
