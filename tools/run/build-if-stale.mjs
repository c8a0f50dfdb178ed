// Builds when a source is newer than what was built. What is current is left alone, so that a program which is
// running from dist/ does not lose its file to another command.

import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { runChild } from './child.mjs';
import { projectRoot } from './project.mjs';

const sources = ['src', 'functions', 'local', 'tools/build.mjs', 'package-lock.json', 'tsconfig.json'];
const built = {
  'functions/main.ts': 'dist/app/main.mjs',
  'local/host/cli.ts': 'dist/local/host.mjs',
  'local/start.ts': 'dist/local/start.mjs',
};

export async function ensureBuilt() {
  const oldestOutput = Math.min(
    ...Object.entries(built)
      .filter(([entry]) => existsSync(path.join(projectRoot, entry)))
      .map(([, output]) => modifiedAt(path.join(projectRoot, output))),
  );
  const newestSource = Math.max(...sources.map((source) => newestIn(path.join(projectRoot, source))));
  if (oldestOutput > newestSource) return;
  const exitCode = await runChild(process.execPath, ['tools/build.mjs'], {
    cwd: projectRoot,
    stdio: ['ignore', 2, 2],
  });
  if (exitCode !== 0) throw new Error('The build failed; nothing was started.');
}

/** Folders count too: a deleted file shows only in the time of its folder. */
function newestIn(entry) {
  const status = statSync(entry, { throwIfNoEntry: false });
  if (status === undefined) return 0;
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(status.mtimeMs, ...readdirSync(entry).map((name) => newestIn(path.join(entry, name))));
}

function modifiedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
