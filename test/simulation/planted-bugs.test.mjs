// Every planted bug still has its place in the code, and those that show within a few seeds are found; all of them take
// `npm run simulate -- --planted`.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { plantedBugs } from './planted-bugs.mjs';

const root = new URL('../../', import.meta.url);

const run = async (words) => {
  const args = ['tools/run.mjs', 'simulate', '--planted', ...words];
  return await promisify(execFile)(process.execPath, args, { cwd: root });
};

test.each(plantedBugs)('the code has the place of: $name', ({ file, edits }) => {
  const text = readFileSync(new URL(file, root), 'utf8');
  for (const [find] of edits) expect(text.split(find), find).toHaveLength(2);
});

test.each([
  'the last good recovery point is pruned',
  'an undelete takes back a deletion that is final',
  'a restore does not give its pin back',
])('the simulation finds: %s', async (name) => {
  const { stdout } = await run(name.split(' '));
  expect(stdout.match(/^Planted: .*$/gm)).toEqual([`Planted: ${name}`]);
  expect(stdout).toMatch(/^seed \d+ fails: /m);
  expect(stdout).toContain('Every bug was found.');
});

test('a bug that nobody has planted is not called found', async () => {
  await expect(run(['no-such-bug'])).rejects.toMatchObject({ code: 1 });
});
