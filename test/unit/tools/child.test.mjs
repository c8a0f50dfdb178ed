// Children that are run to be read: what they print stays in one piece, whatever they say beside it.

import { expect, test } from 'vitest';
import { runQuietly } from '../../../tools/run/child.mjs';

test('what goes to the error stream amid a line is not in what was printed', async () => {
  const program = `
    const write = (stream, text) => new Promise((done) => stream.write(text, done));
    await write(process.stdout, 'one line, ');
    await write(process.stderr, 'a note');
    await write(process.stdout, 'whole');
    process.exitCode = 3;`;
  const run = await runQuietly(process.execPath, ['--input-type=module', '-e', program]);
  expect(run).toMatchObject({ exitCode: 3, stdout: 'one line, whole' });
  // Where the note stands among it is a matter of arrival.
  expect(run.output).toHaveLength('one line, whole'.length + 'a note'.length);
  expect(run.output).toContain('a note');
});
