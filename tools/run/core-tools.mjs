// `npm run start:func`: the same build and the same settings file, on Azure Functions Core Tools instead of our own host.

import { copyFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { runChild } from './child.mjs';
import { projectRoot } from './project.mjs';

export async function startWithCoreTools(args) {
  const func = findOnPath('func');
  if (func === undefined) {
    console.error('Azure Functions Core Tools are not on PATH (no `func`): https://aka.ms/func-core-tools');
    console.error(
      '`npm start` needs nothing but Node and runs the same build on the host that comes with Holdfast.',
    );
    return 1;
  }
  const settings = path.join(projectRoot, 'local.settings.json');
  if (!existsSync(settings)) {
    copyFileSync(path.join(projectRoot, 'local.settings.sample.json'), settings);
    console.error('Wrote local.settings.json from local.settings.sample.json.');
  }
  return runChild(func, ['start', ...args], { cwd: projectRoot });
}

function findOnPath(program) {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => suffixes.map((suffix) => path.join(folder, program + suffix)))
    .find((file) => existsSync(file));
}
