// The app as one bundle: it must import well under half a second, with the sample settings, and register exactly the
// functions that the sources define.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runQuietly } from './run/child.mjs';
import { projectRoot } from './run/project.mjs';
import { expectedFunctions } from './smoke/expected-functions.mjs';

const bundle = path.join(projectRoot, 'dist/app/main.mjs');
const aimMilliseconds = 500;
/** Fails only far above the aim: a busy CI machine may be three times slower than a quiet one. */
const limitMilliseconds = 1500;
/** The best of a few: the first import pays for a cold disk cache. */
const attempts = 3;

async function importApp() {
  const sample = JSON.parse(readFileSync(path.join(projectRoot, 'local.settings.sample.json'), 'utf8'));
  const { exitCode, output } = await runQuietly(process.execPath, ['tools/smoke/import-app.mjs', bundle], {
    cwd: projectRoot,
    env: { ...process.env, ...sample.Values },
  });
  if (exitCode !== 0) {
    console.error(`The bundle does not import:\n${output}`);
    process.exit(1);
  }
  return JSON.parse(output.trim().split('\n').at(-1));
}

const imports = [];
for (let attempt = 0; attempt < attempts; attempt++) imports.push(await importApp());

const expected = await expectedFunctions();
const registered = imports[0].functions.map(({ trigger, name }) => `${trigger} ${name}`).sort();
const problems = [
  ...expected.filter((each) => !registered.includes(each)).map((each) => `not registered: ${each}`),
  ...registered.filter((each) => !expected.includes(each)).map((each) => `not in the sources: ${each}`),
  ...registered
    .filter((each, n) => registered.indexOf(each) !== n)
    .map((each) => `registered twice: ${each}`),
];
const milliseconds = Math.round(Math.min(...imports.map((each) => each.milliseconds)));
if (milliseconds > limitMilliseconds)
  problems.push(`the import took ${milliseconds} ms, limit ${limitMilliseconds}`);

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
console.log(
  `${registered.length} functions, imported in ${milliseconds} ms (aim: under ${aimMilliseconds} ms)`,
);
