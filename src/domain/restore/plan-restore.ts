// Plans a restore: which stretches of the recovery point go to which containers of the target. Names the request's field
// in every refusal.

import type { KeyRange } from '../manifest/key-range.ts';
import type { ContainerSummary } from '../recovery-point/recovery-point.ts';
import { containerNameProblem } from '../selection/container-name.ts';
import type { Outcome } from '../shared/failure.ts';
import { fail, succeed } from '../shared/failure.ts';
import { prefixProblem } from './prefix.ts';
import type { RestoreItem, RestoreRequest } from './selection.ts';

/** A stretch of one container: all names that satisfy what is given. */
export interface RestoreRange extends KeyRange {
  readonly target: string;
  readonly prefix?: string;
  /** In name order. */
  readonly blobs?: readonly string[];
}

export interface PlannedContainer {
  readonly source: string;
  readonly target: string;
  /** In name order; none overlaps another. */
  readonly ranges: readonly RestoreRange[];
}

export type RestoreScope = Pick<RestoreRequest, 'selection' | 'renames'>;

/** Azure Backup's limit, and one for what a request may name, which travels in the workflow's input. */
const MAX_ITEMS = 100;
const MAX_NAMES = 1_000;

const invalid = (message: string, target: string) => fail('UserErrorInvalidRequest', message, [], target);

export const planRestore = (
  scope: RestoreScope,
  containers: readonly ContainerSummary[],
): Outcome<readonly PlannedContainer[]> => {
  const { selection, renames } = scope;
  const items =
    selection.kind === 'everything' ? containers.map(({ name }) => ({ container: name })) : selection.items;
  const refusal = refuseItems(items, containers, selection.kind) ?? refuseRenames(items, renames);
  if (refusal !== undefined) return refusal;
  const bySource = new Map<string, RestoreItem[]>();
  for (const item of items) bySource.set(item.container, [...(bySource.get(item.container) ?? []), item]);
  const planned = [...bySource]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([source, wanted]) => {
      const target = renames[source] ?? source;
      return { source, target, ranges: rangesOf(source, target, wanted) };
    });
  return refuseTargets(planned) ?? succeed(planned);
};

const refuseItems = (
  items: readonly RestoreItem[],
  containers: readonly ContainerSummary[],
  kind: RestoreScope['selection']['kind'],
) => {
  if (kind === 'everything') return undefined;
  if (items.length === 0) return invalid('The selection names no container.', 'selection.items');
  const names = items.reduce(
    (sum, { prefixes, blobs }) => sum + (prefixes?.length ?? 0) + (blobs?.length ?? 0),
    0,
  );
  if (items.length > MAX_ITEMS || names > MAX_NAMES) {
    return invalid(
      `The selection names ${items.length} containers and ${names} prefixes and blobs; at most ${MAX_ITEMS} and ${MAX_NAMES} are possible.`,
      'selection.items',
    );
  }
  const known = new Set(containers.map(({ name }) => name));
  for (const [index, item] of items.entries()) {
    const field = `selection.items[${index}]`;
    if (!known.has(item.container)) {
      return fail(
        'UserErrorIncorrectContainersSelectedForOperation',
        `The recovery point has no container ${item.container}.`,
        ['Choose containers that the recovery point has.'],
        `${field}.container`,
      );
    }
    const refusal = refuseNames(item, field);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
};

const refuseNames = ({ prefixes, blobs }: RestoreItem, field: string) => {
  for (const [index, prefix] of (prefixes ?? []).entries()) {
    const problem = prefixProblem(prefix);
    if (problem !== undefined) return invalid(`The prefix ${problem}.`, `${field}.prefixes[${index}]`);
  }
  for (const [index, blob] of (blobs ?? []).entries()) {
    if (blob === '') return invalid('The blob name is empty.', `${field}.blobs[${index}]`);
  }
  return undefined;
};

const refuseRenames = (items: readonly RestoreItem[], renames: RestoreScope['renames']) => {
  const selected = new Set(items.map(({ container }) => container));
  for (const [source, target] of Object.entries(renames)) {
    const field = `renames.${source}`;
    if (!selected.has(source)) return invalid(`The container ${source} is renamed but not restored.`, field);
    const problem = containerNameProblem(target);
    if (problem !== undefined) return invalid(`The new container name ${target} ${problem}.`, field);
  }
  // As Azure Backup: writing into $web would publish the restored files as a web site.
  if (selected.has('$web') && renames.$web === undefined) {
    return fail(
      'UserErrorInvalidRequest',
      'The container $web can be restored under another name only.',
      ['Restore by containers (item level), with renameTo for $web.'],
      'renames.$web',
    );
  }
  return undefined;
};

const refuseTargets = (planned: readonly PlannedContainer[]) => {
  const sources = new Map<string, string>();
  for (const { source, target } of planned) {
    const other = sources.get(target);
    if (other !== undefined) {
      return invalid(
        `The containers ${other} and ${source} would both be restored into ${target}.`,
        `renames.${source}`,
      );
    }
    sources.set(target, source);
  }
  return undefined;
};

/** Names selected twice are restored once: a prefix swallows longer ones, and blobs under it. */
const rangesOf = (
  container: string,
  target: string,
  items: readonly RestoreItem[],
): readonly RestoreRange[] => {
  const whole = items.some(({ prefixes, blobs }) => prefixes === undefined && blobs === undefined);
  if (whole) return [{ container, target }];
  const sorted = [...new Set(items.flatMap(({ prefixes = [] }) => prefixes))].sort();
  const prefixes: string[] = [];
  for (const prefix of sorted) {
    const last = prefixes.at(-1);
    if (last === undefined || !prefix.startsWith(last)) prefixes.push(prefix);
  }
  const blobs = [...new Set(items.flatMap((item) => item.blobs ?? []))]
    .filter((name) => !prefixes.some((prefix) => name.startsWith(prefix)))
    .sort();
  return [
    ...prefixes.map((prefix) => ({ container, target, prefix })),
    ...(blobs.length > 0 ? [{ container, target, blobs }] : []),
  ];
};
