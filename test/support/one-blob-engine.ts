// An engine whose source account holds one blob, and what a backup leaves of itself when it is over: nothing.

import { expect } from 'vitest';
import { contentsOf } from './account-contents.ts';
import type { EngineOptions } from './engine-fixture.ts';
import { Engine } from './engine-fixture.ts';

export const startWithOneBlob = async (options: EngineOptions = {}): Promise<Engine> => {
  const engine = await Engine.start(options);
  engine.source.createContainer('alpha');
  engine.source.putText('alpha', 'blob', 'content');
  return engine;
};

export const isClosed = async (engine: Engine): Promise<void> => {
  expect(await engine.vault.locks.list()).toEqual([]);
  expect(await engine.vault.runs.list('contoso')).toEqual([]);
  expect([...contentsOf(engine.source).keys()].filter((name) => name.includes('_holdfast'))).toEqual([]);
};
