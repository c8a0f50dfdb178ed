// One app that holds the functions of every recorded scenario. Their sleeps follow the test's clock.

import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Recording } from './recordings.ts';

const root = path.join(import.meta.dirname, '../../..');

export interface ScenarioApp {
  readonly folder: string;
  remove(): void;
}

declare global {
  /** Where the scenarios' `setTimeout` goes. */
  var scenarioSleep: ((wake: () => void, ms: number) => void) | undefined;
}

export function writeScenarioApp(recordings: readonly Recording[]): ScenarioApp {
  const folder = path.join(root, 'node_modules/.cache/host-tests', `scenarios-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ main: 'index.js' }));
  const registrations = recordings.map(({ source }) => `(${expression(source)})(df, mem);`);
  const head = `const df = require('durable-functions'); const mem = {};
const setTimeout = (wake, ms) => globalThis.scenarioSleep(wake, ms);`;
  writeFileSync(path.join(folder, 'index.js'), [head, ...registrations].join('\n'));
  const modules = path.join(folder, 'node_modules');
  rmSync(modules, { force: true });
  symlinkSync(path.join(root, 'node_modules'), modules, 'dir');
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A function's text or an object's method's. */
export function expression(text: string): string {
  const method = /^(?:async )?(register|run)\(/.exec(text)?.[1];
  return method === undefined ? `(${text})` : `({ ${text} }).${method}`;
}
