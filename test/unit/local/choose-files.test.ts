// Which files of a folder fill the demonstration's source account, and what is said of the others.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { chooseAllFiles } from '../../../local/demo/choose-files.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'choose-files-'));
const write = (name: string): void => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), name);
};

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('every file is chosen under its path, whatever its name; what cannot be a blob is named', () => {
  const names = ['a b.txt', 'dot.', 'q?x', 'p%20c', 'sub/.hidden/ünï☃', 'new\nline'];
  for (const name of names) write(name);
  write('back\\slash');
  write(`${'deep/'.repeat(205)}file`);
  symlinkSync('nowhere', path.join(folder, 'link'));

  const { files, leftOut } = chooseAllFiles(folder);

  expect(files.map(({ name }) => name).sort()).toEqual([...names].sort());
  expect([...leftOut].sort()).toEqual([
    expect.stringMatching(/^back\\slash \(a backslash /),
    expect.stringMatching(/^deep\/.* \(longer than 1024 characters\)$/),
    'link (neither file nor folder)',
  ]);
});
