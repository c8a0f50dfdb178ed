// The steps of `npm run check`, cheapest first. A step resolves to how many of its checks passed and failed.

import { runQuietly } from '../run/child.mjs';
import { fastProjects, fetchNode24, whyNoNode24 } from '../run/node-24.mjs';
import { projectRoot, toolScript } from '../run/project.mjs';
import { checkGenerated } from './generated.mjs';
import { runTests } from './tests.mjs';

/** Whole runs of one tool: the tool's exit code decides, its last line is the note. */
const tool = (name, ...command) => ({ name, run: () => oneTool(command) });

export const checks = [
  tool('lint', 'tools/check/lint.mjs'),
  tool('typecheck', toolScript.tsc, '--noEmit'),
  tool('boundaries', 'tools/check/boundaries.mjs'),
  tool('deadcode', toolScript.knip),
  { name: 'generated', run: checkGenerated },
  tool('build', 'tools/build.mjs'),
  tool('smoke', 'tools/smoke.mjs'),
  { name: 'test', run: testOften },
  { name: 'test:host', run: () => runTests(['--project', 'host']) },
  { name: 'test:node24', run: testOnNode24 },
];

/** With fewer kills of the host than `npm test` has: those take minutes. */
function testOften() {
  process.env.KILL_ROUNDS ??= '40';
  return runTests(['--project', '!host']);
}

async function testOnNode24() {
  const reason = whyNoNode24();
  if (reason !== undefined) return { passed: 0, failed: 0, note: `skipped: ${reason}` };
  return runTests(fastProjects, await fetchNode24());
}

async function oneTool(command) {
  const { exitCode, output } = await runQuietly(process.execPath, command, { cwd: projectRoot });
  const passed = exitCode === 0;
  return {
    passed: Number(passed),
    failed: Number(!passed),
    output,
    note: passed ? lastLine(output) : undefined,
  };
}

function lastLine(output) {
  return output.trim().split('\n').at(-1)?.trim();
}
