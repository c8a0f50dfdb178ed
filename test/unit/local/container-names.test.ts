// The containers that the demonstration makes of a folder: names that Azure accepts, none shared.

import { describe, expect, test } from 'vitest';
import { assignContainers } from '../../../local/demo/container-names.ts';

const azureName = /^[a-z0-9](?!.*--)[a-z0-9-]{1,61}[a-z0-9]$/;

describe('which container a file goes to', () => {
  test('few top folders become containers of their own', () => {
    const containerOf = assignContainers(['Photos 2026/a.jpg', 'docs/b.txt', 'c.txt']);
    expect(containerOf('Photos 2026/a.jpg')).toBe('photos-2026');
    expect(containerOf('docs/b.txt')).toBe('docs');
    expect(containerOf('c.txt')).toBe('root-files');
  });

  test('folders whose names become the same stay apart', () => {
    const containerOf = assignContainers(['Docs/a', 'docs/a', 'root-files/a', 'a']);
    const names = ['Docs/a', 'docs/a', 'root-files/a', 'a'].map(containerOf);
    expect(new Set(names).size).toBe(4);
  });

  test.each(['x', '日本', '--', 'é'.repeat(80), 'a--b__c', `${'a'.repeat(59)}-b`])(
    'folder %s gets a valid name',
    (folder) => {
      expect(assignContainers([`${folder}/f`])(`${folder}/f`)).toMatch(azureName);
    },
  );

  test('many top folders share a bounded number of containers', () => {
    const paths = Array.from({ length: 500 }, (_, i) => `folder-${i}/f`);
    const containerOf = assignContainers(paths);
    const names = new Set(paths.map(containerOf));
    expect(names.size).toBe(30);
    for (const name of names) expect(name).toMatch(azureName);
  });
});
