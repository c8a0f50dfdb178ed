// The compact listing that a verification joins with the manifest.

import { expect, test } from 'vitest';
import { ObjectTable } from '../../../src/activities/verification/object-table.ts';

test('a table of objects finds what was listed, and refuses another order', () => {
  const table = new ObjectTable();
  const keys = Array.from({ length: 5_000 }, (_, i) =>
    (i * 7).toString(16).padStart(32, '0').padEnd(64, 'f'),
  );
  const md5 = Buffer.from('0123456789abcdef').toString('base64');
  for (const [i, key] of keys.entries()) table.add(key, i % 2 === 0 ? { size: i, md5 } : { size: 2 ** 40 });
  expect(table.length).toBe(keys.length);
  for (const [i, key] of keys.entries())
    expect(table.find(key)).toEqual(i % 2 === 0 ? { size: i, md5 } : { size: 2 ** 40 });
  expect(table.find('1'.padStart(32, '0').padEnd(64, 'f'))).toBeUndefined();
  expect(table.find('f'.repeat(64))).toBeUndefined();
  expect(() => table.add(keys[3] ?? '', { size: 1 })).toThrow('out of order');
});
