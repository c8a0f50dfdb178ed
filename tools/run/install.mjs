// Installs the dependencies when what is installed is not what the lock file asks for. Contents are compared, not times:
// a clone, a restored cache and a pull all give times that mean nothing. Speaks on stderr: stdout belongs to the command.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runChild } from './child.mjs';
import { projectRoot } from './project.mjs';

export async function ensureInstalled() {
  const wanted = readLock(path.join(projectRoot, 'package-lock.json'));
  /** npm writes this file at the end of every install. */
  const installedFile = path.join(projectRoot, 'node_modules', '.package-lock.json');
  const installed = existsSync(installedFile) ? readLock(installedFile) : undefined;
  if (installed !== undefined && isInstalled(wanted, installed)) return;
  console.error(
    installed === undefined
      ? 'Installing dependencies (first run)…'
      : 'Installing dependencies (the lock file asks for others)…',
  );
  const [npm, args] = npmCommand(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  const exitCode = await runChild(npm, args, { cwd: projectRoot, stdio: ['ignore', 2, 2] });
  if (exitCode !== 0) throw new Error(`npm ci failed with exit code ${exitCode}; nothing was started.`);
}

/** Optional packages may be absent: they belong to another platform. */
export function isInstalled(wanted, installed) {
  return Object.entries(wanted).every(
    ([where, entry]) =>
      where === '' ||
      installed[where]?.version === entry.version ||
      (installed[where] === undefined && (entry.optional || entry.devOptional)),
  );
}

function readLock(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/** npm names itself to the scripts it runs; called without it (node tools/run.mjs), the one on PATH is taken. */
export function npmCommand(args) {
  const npmScript = process.env.npm_execpath;
  return npmScript?.endsWith('npm-cli.js') ? [process.execPath, [npmScript, ...args]] : ['npm', args];
}
