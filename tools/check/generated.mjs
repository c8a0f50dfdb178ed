// Files that are generated and checked in must be what their generator makes today: every tools/generate/*.mjs,
// run with --check, compares and changes nothing. `npm run generate` runs them all without it.

import { runQuietly } from '../run/child.mjs';
import { projectRoot } from '../run/project.mjs';
import { filesUnder } from './source-files.mjs';

export const checkGenerated = () => runGenerators(['--check']);

async function runGenerators(args) {
  const generators = filesUnder(projectRoot, ['tools/generate'], ['.mjs']);
  const results = [];
  for (const generator of generators) {
    results.push(await runQuietly(process.execPath, [generator, ...args], { cwd: projectRoot }));
  }
  const failed = results.filter(({ exitCode }) => exitCode !== 0).length;
  return {
    passed: results.length - failed,
    failed,
    output: results.map(({ output }) => output).join(''),
    note: `${generators.length} generators`,
  };
}

if (process.argv[1] === import.meta.filename) {
  const { failed, output } = await runGenerators(process.argv.slice(2));
  process.stdout.write(output);
  if (failed > 0) process.exitCode = 1;
}
