// The lock file lists every optional platform package. npm leaves out those that a registry does not carry, and
// `npm ci` then refuses the lock file everywhere.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from './planted-tree.ts';

interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
type Lock = Readonly<Record<string, LockedPackage>>;

/** Looks where Node would: in the package's own node_modules, then outwards. */
const isLocked = (lock: Lock, from: string, name: string): boolean => {
  if (lock[`${from === '' ? '' : `${from}/`}node_modules/${name}`] !== undefined) return true;
  return from !== '' && isLocked(lock, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name);
};

const missingFrom = (lock: Lock): readonly string[] =>
  Object.entries(lock).flatMap(([where, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !isLocked(lock, where, name))
      .map((name) => `${where} needs ${name}`),
  );

describe('package-lock.json', () => {
  it('is seen to be incomplete when it is', () => {
    const lock = {
      '': { dependencies: { tool: '1' } },
      'node_modules/tool': { dependencies: { part: '1' }, optionalDependencies: { 'tool-darwin': '1' } },
      'node_modules/tool/node_modules/part': {},
    };
    expect(missingFrom(lock)).toEqual(['node_modules/tool needs tool-darwin']);
  });

  it('lists every dependency, those of other platforms too', () => {
    const lock = JSON.parse(readFileSync(path.join(projectRoot, 'package-lock.json'), 'utf8')) as {
      packages: Lock;
    };
    expect(missingFrom(lock.packages)).toEqual([]);
  });
});
