// Golden files: what a format is, fixed. `UPDATE_GOLDEN=1` rewrites them; the diff is for the reviewer to judge.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const updating = process.env.UPDATE_GOLDEN === '1';

/** `file`: relative to the test, by `import.meta.url`. Missing counts as different. */
export const expectGolden = (testUrl: string, file: string, actual: string): void => {
  const path = fileURLToPath(new URL(`./${file}`, testUrl));
  if (updating) {
    mkdirSync(fileURLToPath(new URL('.', testUrl)), { recursive: true });
    writeFileSync(path, actual);
  }
  expect(existsSync(path) ? readFileSync(path, 'utf8') : undefined).toBe(actual);
};
