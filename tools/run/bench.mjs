// Bundles one benchmark of bench/ to dist/bench. Packages stay outside the bundle: it runs beside node_modules.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './project.mjs';

export async function buildBench(name) {
  const entry = `bench/${name}.ts`;
  if (!existsSync(path.join(projectRoot, entry))) throw new Error(`There is no ${entry}.`);
  const { build } = await import('esbuild');
  const outfile = `dist/bench/${name}.mjs`;
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
