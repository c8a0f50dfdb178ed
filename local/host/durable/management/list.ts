// Selects instances by a filter, in the order of the real provider's table, page by page.

import { statusNumbers } from '../runtime-status.ts';
import type { Instance } from '../store/instance.ts';
import type { ManagementAnswer, ManagementRequest } from './message.ts';
import { jsonText, wentWrong } from './message.ts';
import type { Query } from './query.ts';
import { statusJson } from './status.ts';

const DEFAULT_PAGE = 100;
const TOKEN_HEADER = 'x-ms-continuation-token';

export function answerList(
  instances: Iterable<Instance>,
  request: ManagementRequest,
  query: Query,
): ManagementAnswer {
  const top = query.integer('top') ?? DEFAULT_PAGE;
  if (top < 0) {
    const type = 'DurableTask.AzureStorage.Storage.DurableTaskStorageException';
    return wentWrong({ type, message: 'An error occurred while communicating with Azure Storage' });
  }
  const after = readToken(request.headers[TOKEN_HEADER]);
  const rows = matching(instances, query).filter(({ key }) => after === undefined || key >= after);
  const next = rows[top];
  const view = { input: showsInput(query), history: false, historyOutput: false };
  const items = rows.slice(0, top).map(({ instance }) => statusJson(instance, view));
  const token = next ? Buffer.from(next.key).toString('base64') : '';
  return jsonText(200, `[${items.join(',')}]`, { [TOKEN_HEADER]: token });
}

/** The provider leaves inputs out only where it filters too. */
function showsInput(query: Query): boolean {
  const filters =
    query.timeMs('createdTimeFrom') !== undefined ||
    query.timeMs('createdTimeTo') !== undefined ||
    knownStatuses(query.list('runtimeStatus')).size > 0 ||
    (query.text('instanceIdPrefix') ?? '') !== '';
  return !filters || query.flag('showInput', true);
}

interface Row {
  readonly key: string;
  readonly instance: Instance;
}

function matching(instances: Iterable<Instance>, query: Query): Row[] {
  const from = query.timeMs('createdTimeFrom') ?? Number.NEGATIVE_INFINITY;
  const to = query.timeMs('createdTimeTo') ?? Number.POSITIVE_INFINITY;
  const statuses = knownStatuses(query.list('runtimeStatus'));
  const prefix = query.text('instanceIdPrefix') ?? '';
  const rows: Row[] = [];
  for (const instance of instances) {
    const created = Date.parse(instance.generation.createdAt);
    const inWindow = created >= from && created <= to;
    const inState = statuses.size === 0 || statuses.has(instance.status);
    if (inWindow && inState && instance.id.startsWith(prefix))
      rows.push({ key: tableKey(instance.id), instance });
  }
  return rows.sort((one, other) => (one.key < other.key ? -1 : 1));
}

/** Names with their exact case, or the framework's numbers; what is neither is ignored. */
export function knownStatuses(names: readonly string[]): Set<string> {
  const known = new Set(Object.values(statusNumbers));
  return new Set(names.map((name) => statusNumbers[name] ?? name).filter((name) => known.has(name)));
}

// The provider writes these otherwise in its table's keys, which moves such ids behind most others.
const ESCAPED: Readonly<Record<string, string>> = {
  '/': '^0',
  '\\': '^1',
  '#': '^2',
  '?': '^3',
  '\t': '^4',
  '\n': '^5',
  '\r': '^6',
  '^': '^^',
};

function tableKey(id: string): string {
  return id.replace(/[/\\#?\t\n\r^]/g, (found) => ESCAPED[found] ?? found);
}

/** A token that is none means the first page. */
function readToken(header: string | readonly string[] | undefined): string | undefined {
  if (typeof header !== 'string' || header === '') return undefined;
  const key = Buffer.from(header, 'base64');
  return key.toString('base64') === header ? key.toString() : undefined;
}
