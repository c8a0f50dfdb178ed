// The rules of the house hold in every file; each is first tried on a file that breaks it and on one that does not.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ProjectFile } from './house-rules.ts';
import { broken, houseRules } from './house-rules.ts';
import { projectRoot } from './planted-tree.ts';

const folders = [
  'src',
  'functions',
  'local',
  'bench',
  'test',
  'tools',
  'docs',
  'infra',
  '.ci',
  '.github',
  'changes',
];
/** Foreign, or recorded from the real thing. */
const notOurs = /^test\/host\/(apps|recordings)\//;

const readProject = (): readonly ProjectFile[] => {
  const inFolders = folders.flatMap((folder) => listFiles(folder));
  const atTheTop = readdirSync(projectRoot, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'local.settings.json')
    .map((entry) => entry.name);
  return [...inFolders, ...atTheTop]
    .filter((file) => !notOurs.test(file))
    .map((file) => ({ path: file, text: readFileSync(path.join(projectRoot, file), 'utf8') }));
};

const listFiles = (folder: string): readonly string[] => {
  const absolute = path.join(projectRoot, folder);
  try {
    return readdirSync(absolute, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        path.relative(projectRoot, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'),
      );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};

const lines = (count: number): string => `// Planted.\n${'export {};\n'.repeat(count - 1)}`;
const inTest = (statement: string): ProjectFile => ({
  path: 'test/unit/planted.test.ts',
  text: `// Planted.\n${statement}\n`,
});
const inSource = (statement: string): ProjectFile => ({
  path: 'src/domain/planted.ts',
  text: `// Planted.\n${statement}\n`,
});
const named = (...paths: readonly string[]): readonly ProjectFile[] =>
  paths.map((file) => ({ path: file, text: '// Planted.\n' }));
/** Keeps what is planted from being found in this file. */
const joined = (...pieces: readonly string[]): string => pieces.join('');

const trials: Readonly<
  Record<string, { readonly breaks: readonly ProjectFile[]; readonly keeps: readonly ProjectFile[] }>
> = {
  'at most 300 lines': {
    breaks: [
      { path: 'src/domain/long.ts', text: lines(301) },
      { path: 'tools/check/long.mjs', text: lines(301) },
    ],
    keeps: [
      { path: 'local/host/long.ts', text: lines(300) },
      { path: 'test/unit/long.test.ts', text: lines(301) },
    ],
  },
  'opens with a comment': {
    breaks: [{ path: 'functions/main.ts', text: "import 'node:fs';\n// Late.\n" }],
    keeps: [inSource(''), { path: 'tools/run.mjs', text: '#!/usr/bin/env node\n// Planted.\n' }],
  },
  'has a name that says what is inside': {
    breaks: named(
      'src/utils/a.ts',
      'src/domain/helpers.ts',
      'src/api/index.ts',
      'src/api/http-utils.ts',
      'local/common/a.ts',
    ),
    keeps: named('src/domain/manifest/index-chunk.ts', 'src/domain/common-prefix.ts'),
  },
  'waits for conditions, not for the clock': {
    breaks: [
      inTest(joined('await new Promise((resolve) => setTimeout', '(resolve, 100));')),
      inTest(joined('await sle', 'ep(10);')),
      inTest(joined("import { setTimeout } from 'node:timers", "/promises';")),
    ],
    keeps: [
      inTest('await eventually(() => done);'),
      {
        path: 'test/support/eventually.ts',
        text: joined('await new Promise((resolve) => setTimeout', '(resolve, 5));'),
      },
    ],
  },
  'runs every test': {
    breaks: [
      inTest(joined('it', ".only('x', check);")),
      inTest(joined('describe', ".skip('x', check);")),
      inTest(joined('test', ".todo('x');")),
      inTest(joined('xi', "t('x', check);")),
    ],
    keeps: [inTest("it('x', check);"), inTest("it.skipIf(absent)('x', check);")],
  },
  'asserts something that can fail': {
    breaks: [inTest(joined('expect(tr', 'ue).toBe(true);'))],
    keeps: [inTest('expect(found).toBe(true);')],
  },
  'is finished': {
    breaks: [inSource(joined('// TO', 'DO')), inSource(joined("throw new Error('not imple", "mented');"))],
    keeps: [inSource('// Done.')],
  },
  'knows no machine': {
    breaks: [
      inSource(joined("const where = '/wo", "rk/main/src';")),
      { path: 'docs/page.md', text: joined('See /home/', 'someone/notes.') },
    ],
    keeps: [{ path: 'docs/page.md', text: 'See ../shared/facts and https://example.org/work/page.' }],
  },
  'names no registry': {
    breaks: [{ path: 'package-lock.json', text: joined('"resolved": "http', 's://registry.example/x.tgz"') }],
    keeps: [{ path: 'package-lock.json', text: '"integrity": "sha512-x"' }],
  },
};

describe('house rules', () => {
  const project = readProject();

  it('read the project', () => {
    for (const expected of ['package-lock.json', 'tools/run.mjs', 'src/domain/shared/failure.ts']) {
      expect(project.map((file) => file.path)).toContain(expected);
    }
  });

  describe.each(houseRules)('every file $name', (rule) => {
    it('is noticed where it is broken', () => {
      const trial = trials[rule.name];
      expect(trial?.breaks).not.toHaveLength(0);
      expect(trial?.breaks.filter((file) => broken(rule, file) === undefined)).toEqual([]);
      expect(trial?.keeps.map((file) => broken(rule, file)).filter(Boolean)).toEqual([]);
    });

    it('holds in this project', () => {
      expect(project.map((file) => broken(rule, file)).filter(Boolean)).toEqual([]);
    });
  });
});
