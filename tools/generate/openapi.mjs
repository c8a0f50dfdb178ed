// Writes src/api/openapi/openapi.json, which the app serves at /openapi.json, from the routes that the app registers and
// what src/api says of them. `--check` writes nothing and fails where the document is out of date.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { runQuietly } from '../run/child.mjs';
import { projectRoot } from '../run/project.mjs';

const target = path.join(projectRoot, 'src/api/openapi/openapi.json');

/** Bundled without the document itself, which may be missing, or broken by a merge. */
const withoutDocument = {
  name: 'without-document',
  setup(bundle) {
    bundle.onResolve({ filter: /openapi\.json$/ }, () => ({ path: target, namespace: 'without-document' }));
    bundle.onLoad({ filter: /./, namespace: 'without-document' }, () => ({ contents: '{}', loader: 'json' }));
  },
};

async function bundled(entry, folder) {
  const outfile = path.join(folder, `${path.basename(entry, '.ts')}.mjs`);
  await build({
    absWorkingDir: projectRoot,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    external: ['@azure/functions-core'],
    plugins: [withoutDocument],
    logLevel: 'warning',
  });
  return outfile;
}

/** By function name, as the Functions host is told. */
async function registeredRoutes(folder) {
  const sample = JSON.parse(await readFile(path.join(projectRoot, 'local.settings.sample.json'), 'utf8'));
  const program = [
    path.join(projectRoot, 'tools/smoke/import-app.mjs'),
    await bundled('functions/main.ts', folder),
  ];
  const { exitCode, output } = await runQuietly(process.execPath, program, {
    cwd: projectRoot,
    env: { ...process.env, ...sample.Values },
  });
  if (exitCode !== 0) throw new Error(`The app does not import:\n${output}`);
  const { functions } = JSON.parse(output.trim().split('\n').at(-1));
  return Object.fromEntries(functions.filter(({ route }) => route).map(({ name, route }) => [name, route]));
}

async function generate() {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-openapi-'));
  try {
    const routes = await registeredRoutes(folder);
    const { openApiDocument } = await import(await bundled('src/api/openapi/document.ts', folder));
    return `${JSON.stringify(openApiDocument(routes), undefined, 2)}\n`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

try {
  const text = await generate();
  if (!process.argv.includes('--check')) {
    await writeFile(target, text);
    console.log('wrote src/api/openapi/openapi.json');
  } else if ((await readFile(target, 'utf8').catch(() => '')) !== text) {
    throw new Error(
      'src/api/openapi/openapi.json is not what the endpoints say. Run: node tools/generate/openapi.mjs, and commit the file',
    );
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
