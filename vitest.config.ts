// The tests by kind: one project per folder of test/, named like it (`npm test -- --project unit`).
// Groups run one after the other: kinds that start servers and kill processes do not disturb the rest.

import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Of this run, for test/support/recorded-answers.ts. */
const answers = mkdtempSync(join(tmpdir(), 'holdfast-answers-'));
process.once('exit', () => rmSync(answers, { recursive: true, force: true }));

interface Kind {
  readonly name: string;
  readonly timeoutSeconds: number;
  readonly group: number;
  /** These share what they import, which takes half of their time: nothing in them changes a module or the process. */
  readonly sharesModules?: boolean;
}

const kinds: readonly Kind[] = [
  { name: 'unit', timeoutSeconds: 10, group: 0, sharesModules: true },
  { name: 'property', timeoutSeconds: 60, group: 0, sharesModules: true },
  { name: 'golden', timeoutSeconds: 30, group: 0, sharesModules: true },
  { name: 'workflow', timeoutSeconds: 30, group: 0, sharesModules: true },
  { name: 'simulation', timeoutSeconds: 300, group: 0 },
  { name: 'architecture', timeoutSeconds: 60, group: 0 },
  { name: 'contract', timeoutSeconds: 60, group: 1 },
  { name: 'host', timeoutSeconds: 60, group: 2 },
  { name: 'crash', timeoutSeconds: 180, group: 3 },
  { name: 'e2e', timeoutSeconds: 180, group: 4 },
  // Holds what was answered before to the specification.
  { name: 'answers', timeoutSeconds: 60, group: 5 },
];

export default defineConfig({
  test: {
    // One more than cores: tests over HTTP wait for a service much of their time.
    maxWorkers: availableParallelism() + 1,
    // Coverage and reporters are chosen on the command line.
    coverage: { include: ['src/**', 'functions/**', 'local/**'], provider: 'v8' },
    projects: kinds.map(({ name, timeoutSeconds, group, sharesModules = false }) => ({
      test: {
        name,
        include: [`test/${name}/**/*.test.{ts,mjs}`],
        exclude: ['test/host/apps/**', 'test/host/recordings/**'],
        environment: 'node',
        pool: 'forks',
        isolate: !sharesModules,
        sequence: { groupOrder: group },
        env: { HOLDFAST_TEST_ANSWERS: answers },
        testTimeout: timeoutSeconds * 1000,
        hookTimeout: timeoutSeconds * 1000,
      },
    })),
  },
});
