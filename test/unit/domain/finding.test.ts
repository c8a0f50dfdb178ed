// Findings: what each kind says, and how many there are of each severity, however many are listed.

import { describe, expect, test } from 'vitest';
import type { FindingCode } from '../../../src/domain/check/finding.ts';
import {
  finding,
  findingsOf,
  findingTexts,
  MAX_LISTED_FINDINGS,
  mergeFindings,
  noFindings,
} from '../../../src/domain/check/finding.ts';

test.each(Object.keys(findingTexts) as FindingCode[])('%s says what it means and what to do', (code) => {
  expect(finding(code, 'x/y')).toMatchObject({ code, thing: 'x/y', ...findingTexts[code] });
  const { means, toDo } = findingTexts[code];
  for (const text of [means, toDo]) expect(text).toMatch(/^[A-Z].*\.$/);
});

describe('findings', () => {
  const error = finding('DocumentDamaged', 'a');
  const warning = finding('ListMetadataStale', 'b');
  const repaired = finding('ListMetadataStale', 'c', { repaired: true });
  const information = finding('UnknownBlob', 'd');

  test('are counted by severity, repaired ones by themselves, and listed with the gravest first', () => {
    expect(findingsOf([information, repaired, warning, error])).toEqual({
      listed: [error, warning, information, repaired],
      errors: 1,
      warnings: 1,
      information: 1,
      repaired: 1,
    });
    expect(findingsOf([])).toEqual(noFindings);
  });

  test('are listed in bounded number', () => {
    const many = findingsOf(Array.from({ length: 400 }, (_, i) => finding('UnknownBlob', `${i}`)));
    const merged = mergeFindings([many, many, findingsOf([error])]);
    expect(merged).toMatchObject({ information: 800, errors: 1 });
    expect(merged.listed).toHaveLength(MAX_LISTED_FINDINGS);
    expect(merged.listed[0]).toEqual(error);
  });
});
