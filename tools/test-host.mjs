// Plays the recordings of the real Durable extension over HTTP against the built host, with the comparison tool beside
// the project; skips, saying so, where that is absent. What differs on purpose stands in test/host/deliberate-differences.ts.
// Arguments go to the tool (`--only 08,17`, `--verbose`).

import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const shared = path.join(root, '../shared');
const toolFolder = path.join(shared, 'tools/durable-compare');
const vectors = path.join(shared, 'vectors/durable');

if (!existsSync(toolFolder) || !existsSync(vectors)) {
  console.log('test-host: skipped the comparison over HTTP: ../shared has no recordings and tool here.');
  process.exit(0);
}

const differences = await loadDifferences();
const folder = mkdtempSync(path.join(os.tmpdir(), 'test-host-'));
try {
  process.exitCode = await compare(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function compare(folder) {
  // The tool needs durable-functions beside it, and gets our table besides what it ignores by itself.
  cpSync(toolFolder, folder, { recursive: true, mode: 0 });
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'dir');
  const unstableFile = path.join(folder, 'unstable.json');
  const unstable = JSON.parse(readFileSync(unstableFile, 'utf8'));
  for (const { scenario, reason, paths } of differences.filter(({ paths }) => paths)) {
    unstable[scenario] = { reason, ignore: [...(unstable[scenario]?.ignore ?? []), ...paths] };
  }
  rmSync(unstableFile, { force: true });
  writeFileSync(unstableFile, JSON.stringify(unstable));
  const skipped = differences.filter(({ paths }) => !paths);
  for (const { scenario, reason } of differences) console.log(`differs on purpose: ${scenario}: ${reason}`);
  const host = `${quote(process.execPath)} ${quote(path.join(root, 'dist/local/host.mjs'))} start --app {app} --port {port}`;
  return run([
    path.join(folder, 'compare.js'),
    ...['--vectors', vectors, '--host', host, '--port', String(await freePort())],
    ...['--management', '--quick', '--skip', skipped.map(({ scenario }) => scenario).join(',')],
    ...process.argv.slice(2),
  ]);
}

async function loadDifferences() {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'test/host/deliberate-differences.ts')],
    bundle: true,
    write: false,
    format: 'esm',
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  const module = await import(`data:text/javascript;base64,${code}`);
  return module.deliberateDifferences;
}

function run(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => child.kill(signal));
  });
}

async function freePort() {
  const { createServer } = await import('node:net');
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function quote(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
