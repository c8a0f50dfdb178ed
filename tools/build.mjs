// Builds what runs: the app bundle that deploys to Azure and the local programs, each one ES module with a source map.
// `node tools/build.mjs [app|host|start ...] [--outdir DIR]` builds the named ones, without names all of them; with a
// folder, `app` becomes DIR/app/main.mjs and so on, so that a test can build beside a host that runs.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

// dist/app holds the app's bundle and nothing else: it is the folder that a deployment ships.
const targets = {
  app: { entry: 'functions/main.ts', outfile: 'app/main.mjs' },
  host: { entry: 'local/host/cli.ts', outfile: 'local/host.mjs' },
  start: { entry: 'local/start.ts', outfile: 'local/start.mjs' },
};

// CommonJS packages inside an ES module bundle call `require`, which ES modules do not have.
const requireBanner =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

async function buildTarget({ entry, outfile }, folder) {
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: path.resolve(root, folder, outfile),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: 'linked',
    banner: { js: requireBanner },
    // The Functions worker (or the embedded host) provides this module at run time.
    external: ['@azure/functions-core'],
    logLevel: 'warning',
  });
}

const { values, positionals: asked } = parseArgs({
  options: { outdir: { type: 'string', default: 'dist' } },
  allowPositionals: true,
});
const unknown = asked.filter((name) => !Object.hasOwn(targets, name));
if (unknown.length > 0) {
  console.error(`build: unknown target ${unknown.join(', ')}; known: ${Object.keys(targets).join(', ')}`);
  process.exit(2);
}
const present = (asked.length > 0 ? asked : Object.keys(targets)).filter(
  (name) => asked.length > 0 || existsSync(path.join(root, targets[name].entry)),
);
await Promise.all(present.map((name) => buildTarget(targets[name], values.outdir)));
console.log(`built ${present.map((name) => path.join(values.outdir, targets[name].outfile)).join(', ')}`);
