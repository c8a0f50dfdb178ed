// Bundles a script that is no part of the app, such as bench/copy.ts, to dist/. Packages stay outside the bundle: it runs
// beside node_modules.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './project.mjs';

/**
 * @param entry its TypeScript file, from the project's root
 * @param options `outdir` and `plugins` of esbuild
 * @returns the file to run
 */
export async function buildScript(entry, { outdir = `dist/${path.dirname(entry)}`, plugins = [] } = {}) {
  if (!existsSync(path.join(projectRoot, entry))) throw new Error(`There is no ${entry}.`);
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: projectRoot,
    entryPoints: [entry],
    outdir,
    plugins,
    outExtension: { '.js': '.mjs' },
    // What is imported when first needed stays apart: a simulation loads no SDK.
    splitting: true,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: 'linked',
    logLevel: 'warning',
  });
  return `${outdir}/${path.basename(entry, '.ts')}.mjs`;
}
