// Format, lint rules and import order, by Biome. A pattern that matches nothing in biome.json would make Biome silent
// about whole folders, so the number of files it read is held against what lies on the disk.

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { runQuietly } from '../run/child.mjs';
import { projectRoot, toolScript } from '../run/project.mjs';
import { filesUnder } from './source-files.mjs';

const folders = ['src', 'functions', 'local', 'bench', 'test', 'tools'];
/** Apps and recordings that the host's tests play; not ours to format. */
const foreign = /^test\/host\/(apps|recordings)\//;
const leftOut = ['package-lock.json', 'local.settings.json'];

/** `root` is another tree in the checker's own tests, with a copy of this project's rules. */
export async function checkLint(root = projectRoot) {
  const biome = path.join(projectRoot, toolScript.biome);
  const args = ['ci', '--reporter=json', '--max-diagnostics=none', '--colors=off', '.'];
  const { output, stdout } = await runQuietly(process.execPath, [biome, ...args], { cwd: root });
  const report = stdout.split('\n').find((line) => line.startsWith('{"summary"'));
  if (report === undefined) throw new Error(`Biome did not report:\n${output}`);
  const { summary, diagnostics } = JSON.parse(report);
  return {
    read: summary.changed + summary.unchanged,
    expected: sourceFiles(root).length + configFiles(root).length,
    findings: diagnostics.map(({ category, message, location }) => ({
      rule: category,
      file: location.path,
      line: location.start?.line,
      message,
    })),
  };
}

function sourceFiles(root) {
  return filesUnder(root, folders, ['.ts', '.mjs']).filter((file) => !foreign.test(file));
}

function configFiles(root) {
  return readdirSync(root).filter((name) => name.endsWith('.json') && !leftOut.includes(name));
}

if (process.argv[1] === import.meta.filename) {
  const { read, expected, findings } = await checkLint(process.argv[2]);
  for (const { rule, file, line, message } of findings) console.log(`${file}:${line} ${rule}: ${message}`);
  if (read < expected) console.log(`Biome read ${read} files where ${expected} should be.`);
  console.log(`${read} files read, ${findings.length} findings`);
  if (findings.length > 0 || read < expected) process.exitCode = 1;
}
