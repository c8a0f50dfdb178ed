// Which containers a backup takes, and why each of the others is left out.

import { describe, expect, test } from 'vitest';
import { selectContainers } from '../../../src/domain/selection/select-containers.ts';

const many = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `c${String(i).padStart(3, '0')}`);

describe('selectContainers', () => {
  test.each([
    ['all', ['b', 'a'], {}, ['a', 'b'], []],
    ['included only', ['a', 'b', 'c'], { include: ['c', 'a'] }, ['a', 'c'], [['b', 'not-included']]],
    ['without the excluded', ['a', 'b'], { exclude: ['b', 'gone-since'] }, ['a'], [['b', 'excluded']]],
    [
      'both',
      ['a', 'b', 'c'],
      { include: ['a', 'b'], exclude: ['b'] },
      ['a'],
      [
        ['b', 'excluded'],
        ['c', 'not-included'],
      ],
    ],
    [
      'no system containers but the two that users fill',
      ['$logs', '$web', '$root', '$blobchangefeed', 'a'],
      {},
      ['$root', '$web', 'a'],
      [
        ['$logs', 'system'],
        ['$blobchangefeed', 'system'],
      ],
    ],
    ['exactly the limit', many(100), {}, many(100), []],
  ])('selects %s', (_, listed, selection, containers, leftOut) => {
    expect(selectContainers(listed, selection)).toEqual({
      ok: true,
      value: { containers, leftOut: leftOut.map(([name, reason]) => ({ name, reason })) },
    });
  });

  test.each([
    [
      'an unknown included name',
      ['a'],
      { include: ['a', 'x', 'y'] },
      'UserErrorIncorrectContainersSelectedForOperation',
      'x, y',
    ],
    [
      'an included system container',
      ['$logs'],
      { include: ['$logs'] },
      'UserErrorIncorrectContainersSelectedForOperation',
      '$logs',
    ],
    ['more than the limit', many(101), {}, 'UserErrorTooManyContainers', '101'],
    ['nothing', [], {}, 'UserErrorNoContainersToProtect', 'no container'],
    ['only system containers', ['$logs'], {}, 'UserErrorNoContainersToProtect', 'no container'],
    ['everything excluded', ['a'], { exclude: ['a'] }, 'UserErrorNoContainersToProtect', 'no container'],
  ])('refuses %s', (_, listed, selection, code, text) => {
    const selected = selectContainers(listed, selection);
    expect(selected).toMatchObject({ ok: false, failure: { code } });
    expect(selected.ok ? '' : selected.failure.message).toContain(text);
  });

  test('advises how many containers to exclude', () => {
    const selected = selectContainers(many(107), {});
    expect(selected.ok ? '' : selected.failure.recommendedAction.join()).toContain('at least 7 containers');
  });
});
