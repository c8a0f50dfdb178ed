// Looking into recovery points: what stands under a prefix, and what changed between two of them. Reads chunks only, and
// a bounded number of them for a page.

import type { BrowsedItem } from '../domain/manifest/browse.ts';
import { browse } from '../domain/manifest/browse.ts';
import type { ChangeRow } from '../domain/manifest/change-summary.ts';
import { summarizeChanges } from '../domain/manifest/change-summary.ts';
import type { Difference } from '../domain/manifest/diff.ts';
import { diff } from '../domain/manifest/diff.ts';
import type { EntryKey } from '../domain/manifest/entry.ts';
import type { ContainerSummary, RecoveryPoint } from '../domain/recovery-point/recovery-point.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import { decodeContinuation, encodeContinuation } from '../vault/continuation.ts';
import type { Vault } from '../vault/vault.ts';
import type { OperationDependencies } from './dependencies.ts';

/** A container, and what names in it begin with. */
export interface PointPlace {
  readonly container: string;
  readonly prefix: string;
}

export interface LookRequest {
  readonly point: RecoveryPoint;
  /** Absent: the containers. */
  readonly place?: PointPlace;
  readonly continuation?: string;
}

export type PointItem = BrowsedItem | ({ readonly kind: 'container' } & ContainerSummary);

export interface LookPage<Row> {
  readonly items: readonly Row[];
  readonly continuation?: string;
}

export type Looked<Row> = Outcome<LookPage<Row>> | 'bad-continuation';

const ITEMS = 1_000;
/** What one request can compare within seconds. */
const DIFFERENCES = 50_000;

export const browseRecoveryPoint =
  ({ vault }: OperationDependencies) =>
  async ({ point, place, continuation }: LookRequest): Promise<Looked<PointItem>> => {
    if (place === undefined) {
      return succeed({ items: point.containers.map((one) => ({ kind: 'container', ...one })) });
    }
    const start = continuation === undefined ? undefined : decodeContinuation(continuation);
    if (continuation !== undefined && start === undefined) return 'bad-continuation';
    const chunks = vault.chunks(point.dataAccountId);
    const items: PointItem[] = [];
    const from = { ...place, ...(start === undefined ? {} : { after: start.after }) };
    for await (const item of browse(chunks, point.manifestRoot, from)) {
      const last = items.at(-1);
      if (items.length === ITEMS && last !== undefined)
        return succeed({ items, continuation: encodeContinuation({ after: last.name }) });
      items.push(item);
    }
    return succeed({ items });
  };

export interface CompareRequest extends LookRequest {
  /** The later point; `point` is the earlier one. */
  readonly other: RecoveryPoint;
}

export const compareRecoveryPoints =
  ({ vault }: OperationDependencies) =>
  async ({ point, other, place, continuation }: CompareRequest): Promise<Looked<ChangeRow>> => {
    if (point.dataAccountId !== other.dataAccountId) {
      return fail(
        'UserErrorInvalidRequest',
        `The recovery points ${point.id} and ${other.id} are in different data accounts and cannot be compared.`,
        ['Compare recovery points that were made since the data account was changed.'],
        'otherRecoveryPointId',
      );
    }
    const start = continuation === undefined ? undefined : decodeKey(continuation);
    if (continuation !== undefined && start === undefined) return 'bad-continuation';
    const differences = differencesOf(vault, point, other, place, start);
    const { rows, last } = await summarizeChanges(differences, place?.prefix, {
      rows: ITEMS,
      differences: DIFFERENCES,
    });
    return succeed({ items: rows, ...(last === undefined ? {} : { continuation: encodeKey(last) }) });
  };

/** Container by container, so that a page can begin in the middle of one. */
async function* differencesOf(
  vault: Vault,
  before: RecoveryPoint,
  after: RecoveryPoint,
  place: PointPlace | undefined,
  start: EntryKey | undefined,
): AsyncGenerator<Difference> {
  const chunks = vault.chunks(after.dataAccountId);
  const names = new Set([...before.containers, ...after.containers].map(({ name }) => name));
  for (const container of [...names].sort()) {
    if (place !== undefined && place.container !== container) continue;
    if (start !== undefined && container < start.container) continue;
    yield* diff(chunks, before.manifestRoot, after.manifestRoot, {
      container,
      ...(place === undefined ? {} : { prefix: place.prefix }),
      ...(start?.container === container ? { after: start.name } : {}),
    });
  }
}

/** Container names have no slash. */
const encodeKey = ({ container, name }: EntryKey): string =>
  encodeContinuation({ after: `${container}/${name}` });

const decodeKey = (token: string): EntryKey | undefined => {
  const after = decodeContinuation(token)?.after ?? '';
  const slash = after.indexOf('/');
  return slash < 0 ? undefined : { container: after.slice(0, slash), name: after.slice(slash + 1) };
};
