// The part of OData's $filter that lists understand: comparisons joined by `and`, on the fields a list names.

import type { ApiResult } from './api-error.ts';
import { accept, refuse } from './api-error.ts';

export type Comparison = 'eq' | 'ge' | 'le' | 'gt' | 'lt';

export interface Condition<Field extends string> {
  readonly field: Field;
  readonly comparison: Comparison;
  readonly value: string;
}

const condition = /^\s*([\w/]+)\s+(eq|ge|le|gt|lt)\s+(?:'((?:[^']|'')*)'|([^\s']+))\s*/i;

/** @param fields in their own spelling; the filter's is compared without regard to case */
export function parseFilter<Field extends string>(
  text: string | undefined,
  fields: readonly Field[],
): ApiResult<readonly Condition<Field>[]> {
  const conditions: Condition<Field>[] = [];
  let rest = text?.trim() ?? '';
  while (rest !== '') {
    const match = condition.exec(rest);
    if (match === null) return invalid(`cannot be read from "${rest}"`, fields);
    const [whole, name = '', comparison = '', quoted, bare] = match;
    const field = fields.find((known) => known.toLowerCase() === name.toLowerCase());
    if (field === undefined) return invalid(`does not know the field ${name}`, fields);
    const value = quoted?.replaceAll("''", "'") ?? bare ?? '';
    conditions.push({ field, comparison: comparison.toLowerCase() as Comparison, value });
    rest = rest.slice(whole.length);
    if (rest === '') break;
    const and = /^and\s+/i.exec(rest);
    if (and === null) return invalid(`expects "and" before "${rest}"`, fields);
    rest = rest.slice(and[0].length);
    if (rest === '') return invalid('ends after "and"', fields);
  }
  return accept(conditions);
}

export const invalid = (what: string, fields: readonly string[]) =>
  refuse({
    status: 400,
    code: 'InvalidQueryParameter',
    message: `The $filter ${what}. It takes comparisons of ${fields.join(', ')}, joined by "and".`,
    target: '$filter',
  });
