// The commands behind the npm scripts: what each needs first (packages, the build), and what it then runs.

import { runCheck } from '../check/check.mjs';
import { ensureBuilt } from './build-if-stale.mjs';
import { runChild } from './child.mjs';
import { startWithCoreTools } from './core-tools.mjs';
import { exclusively } from './exclusive.mjs';
import { ensureInstalled } from './install.mjs';
import { fastProjects, fetchNode24, whyNoNode24 } from './node-24.mjs';
import { resolveFolders } from './path-options.mjs';
import { runPlantedBugs } from './planted-bugs.mjs';
import { projectRoot, toolScript } from './project.mjs';
import { buildScript } from './script.mjs';

const commands = {
  start: (args) => runNode('dist/local/start.mjs', resolveFolders(args, ['--data', '--home'])),
  'start:func': startWithCoreTools,
  host: (args) => runNode('dist/local/host.mjs', resolveFolders(args, ['--app'])),
  test: (args) => vitest(args),
  'test:host': testHost,
  'test:contract': (args) => vitest(['--project', 'contract', ...args]),
  'test:e2e': (args) => vitest(['--project', 'e2e', ...args]),
  'test:node24': testOnNode24,
  'bench:copy': (args) => bench('copy', args),
  'bench:host': (args) => bench('host', args),
  'bench:scale': (args) => bench('scale', args),
  'bench:retention': (args) => bench('retention', args),
  simulate,
  vault: (args) => runNode('tools/vault.mjs', resolveFolders(args, ['--home'])),
  check: runCheck,
};

export async function runCommand(name, args) {
  const command = commands[name];
  if (command === undefined) {
    console.error(`Unknown command ${name ?? '(none)'}; known: ${Object.keys(commands).join(', ')}`);
    return 2;
  }
  await exclusively(async () => {
    await ensureInstalled();
    // The check builds as one of its steps, so that a broken build is counted and not the end of it; a vault is asked
    // over HTTP.
    if (name !== 'check' && name !== 'vault') await ensureBuilt();
  });
  return command(args);
}

function vitest(args, node = process.execPath) {
  return runChild(node, [toolScript.vitest, 'run', ...args], { cwd: projectRoot });
}

/** Our own tests of the host, then the recordings over HTTP. Arguments choose among the tests, and leave the latter out. */
async function testHost(args) {
  const exitCode = await vitest(['--project', 'host', ...args]);
  if (exitCode !== 0 || args.length > 0) return exitCode;
  return runNode('tools/test-host.mjs', []);
}

async function testOnNode24(args) {
  const reason = whyNoNode24();
  if (reason !== undefined)
    throw new Error(`test:node24: ${reason}; \`npm test\` runs the tests on the Node you have.`);
  return vitest([...fastProjects, ...args], await fetchNode24());
}

async function simulate(args) {
  if (args.includes('--planted')) return runPlantedBugs(args.filter((arg) => arg !== '--planted'));
  return runNode(await buildScript('test/simulation/cli.ts'), args);
}

async function bench(name, args) {
  return runNode(await buildScript(`bench/${name}.ts`), args);
}

function runNode(script, args) {
  return runChild(process.execPath, ['--enable-source-maps', script, ...args], { cwd: projectRoot });
}
