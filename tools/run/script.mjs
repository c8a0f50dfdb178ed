// Bundles a script that is no part of the app, such as bench/copy.ts, to dist/. Packages stay outside the bundle: it runs
// beside node_modules.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './project.mjs';

/** @param entry its TypeScript file, from the project's root @returns the file to run */
export async function buildScript(entry) {
  if (!existsSync(path.join(projectRoot, entry))) throw new Error(`There is no ${entry}.`);
  const { build } = await import('esbuild');
  const outfile = `dist/${entry.replace(/\.ts$/, '.mjs')}`;
  await build({
    absWorkingDir: projectRoot,
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: 'linked',
    logLevel: 'warning',
  });
  return outfile;
}
