// `npm run check`: everything that CI runs, in one go. Runs all steps whatever fails, and ends with the line
// `N passed, N failed`, which counts every test and every other step once.

import { checks } from './steps.mjs';

export async function runCheck(names) {
  const unknown = names.filter((name) => !checks.some((check) => check.name === name));
  if (unknown.length > 0) {
    console.error(
      `No such step: ${unknown.join(', ')}; there are: ${checks.map(({ name }) => name).join(', ')}`,
    );
    return 2;
  }
  const chosen = names.length > 0 ? checks.filter((check) => names.includes(check.name)) : checks;
  let passed = 0;
  let failed = 0;
  for (const { name, run } of chosen) {
    const result = await runStep(name, run);
    passed += result.passed;
    failed += result.failed;
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function runStep(name, run) {
  console.log(`▸ ${name}`);
  const start = performance.now();
  const result = await run().catch((error) => ({
    passed: 0,
    failed: 1,
    output: String(error?.stack ?? error),
  }));
  if (result.failed > 0 && result.output) console.log(result.output.trimEnd());
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const verdict = result.failed > 0 ? 'FAILED' : 'ok';
  console.log(`  ${verdict} ${name} (${seconds} s)${result.note ? `: ${result.note}` : ''}`);
  return result;
}
