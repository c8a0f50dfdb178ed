// How an exported list of jobs is put together of parts.

import { describe, expect, test } from 'vitest';
import { csvPart, jsonPart } from '../../../src/domain/job-export/job-export.ts';

const only = { before: 0, isFirst: true, isLast: true };

describe('JSON', () => {
  test('is one array, however it is cut', () => {
    expect(JSON.parse(jsonPart([], only))).toEqual([]);
    expect(JSON.parse(jsonPart(['1', '2'], only))).toEqual([1, 2]);
    const parts = [
      jsonPart([], { before: 0, isFirst: true, isLast: false }),
      jsonPart(['1', '2'], { before: 0, isFirst: false, isLast: false }),
      jsonPart(['3'], { before: 2, isFirst: false, isLast: false }),
      jsonPart([], { before: 3, isFirst: false, isLast: true }),
    ];
    expect(JSON.parse(parts.join(''))).toEqual([1, 2, 3]);
    for (const part of parts) expect(part).not.toBe('');
  });
});

describe('CSV', () => {
  test('quotes what has to be, and makes no formula of a name', () => {
    const rows = [
      ['plain', 'a,b', 'say "no"'],
      ['=HYPERLINK("x")', '-1', '+1'],
      ['@SUM(1)', 'two\nlines', ''],
    ];
    expect(csvPart(['A', 'B', 'C'], rows, only)).toBe(
      [
        '\uFEFFA,B,C',
        'plain,"a,b","say ""no"""',
        `"'=HYPERLINK(""x"")",'-1,'+1`,
        `'@SUM(1),"two\nlines",`,
        '',
      ].join('\r\n'),
    );
  });

  test('has its header once, and no empty part', () => {
    const parts = [
      csvPart(['A'], [], { isFirst: true, isLast: false }),
      csvPart(['A'], [['1']], { isFirst: false, isLast: false }),
      csvPart(['A'], [], { isFirst: false, isLast: true }),
    ];
    expect(parts.join('')).toBe('\uFEFFA\r\n1\r\n');
    for (const part of parts) expect(part).not.toBe('');
  });
});
