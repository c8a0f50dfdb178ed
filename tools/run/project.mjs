// Where the project lies, for all tools; and the folder from which the user called npm.

import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

/** npm changes to the project's folder; relative paths in arguments are meant from where the user stood. */
export const userFolder = process.env.INIT_CWD ?? process.cwd();

/** A tool of node_modules as a script that Node can run, whatever the platform's shims look like. */
export const toolScript = {
  biome: 'node_modules/@biomejs/biome/bin/biome',
  depcruise: 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
  knip: 'node_modules/knip/bin/knip.js',
  tsc: 'node_modules/typescript/bin/tsc',
  vitest: 'node_modules/vitest/vitest.mjs',
};
