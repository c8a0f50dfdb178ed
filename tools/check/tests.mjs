// Runs vitest with its progress on the terminal, and counts its verdicts from the JSON report: tests, and files that
// could not even be loaded.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runChild } from '../run/child.mjs';
import { projectRoot, toolScript } from '../run/project.mjs';

export async function runTests(args, node = process.execPath) {
  const folder = mkdtempSync(path.join(tmpdir(), 'holdfast-tests-'));
  try {
    const report = path.join(folder, 'report.json');
    const reporting = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const exitCode = await runChild(node, [toolScript.vitest, 'run', ...args, ...reporting], {
      cwd: projectRoot,
    });
    return countVerdicts(JSON.parse(readFileSync(report, 'utf8')), exitCode);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** No test at all, and a failure that belongs to no test (an unhandled rejection), count as one failure. */
export function countVerdicts(report, exitCode) {
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const count = (status) => tests.filter((test) => test.status === status).length;
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const passed = count('passed');
  const failed = count('failed') + unloaded.length;
  const skipped = tests.length - passed - count('failed');
  const unexplained = failed === 0 && (exitCode !== 0 || tests.length === 0);
  return {
    passed,
    failed: unexplained ? 1 : failed,
    note: `${passed} passed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
  };
}
