// Where in the request a field of the domain's restore request came from, so that a refusal names what the caller sent.

import type { RestoreSelection } from '../../domain/restore/selection.ts';

const criteriaPath = 'restoreTargetInfo.restoreCriteria';
const names: Readonly<Record<string, string>> = {
  container: 'itemPath',
  prefixes: 'subItemPathPrefix',
  blobs: 'blobs',
};

/** @param target such as `selection.items[2].prefixes[0]`, `renames.logs` or `targetAccountId` */
export function requestPath(target: string, selection: RestoreSelection): string {
  if (target === 'targetAccountId') return 'restoreTargetInfo.datasourceInfo.resourceID';
  const item = /^selection\.items(?:\[(\d+)\](?:\.(\w+)(\[\d+\])?)?)?$/.exec(target);
  if (item !== null) {
    const [, index, field, rest = ''] = item;
    if (index === undefined) return criteriaPath;
    return `${criteriaPath}[${index}]${field === undefined ? '' : `.${names[field] ?? field}${rest}`}`;
  }
  const container = /^renames\.(.+)$/.exec(target)?.[1];
  if (container === undefined) return target;
  const index =
    selection.kind === 'items' ? selection.items.findIndex((one) => one.container === container) : -1;
  return index < 0 ? 'restoreTargetInfo' : `${criteriaPath}[${index}].renameTo`;
}
