// Holds the imports to .dependency-cruiser.cjs. A cruise that reads no file finds no violation and calls that success,
// so this also compares what was read with what lies on the disk.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cruise } from 'dependency-cruiser';
import { projectRoot } from '../run/project.mjs';
import { filesUnder } from './source-files.mjs';

const product = ['src', 'functions', 'local'];
const cruised = [...product, 'test', 'bench', 'tools'];

/** `root` is another tree in the checker's own tests; the rules are always those of this project. */
export async function checkBoundaries(root = projectRoot) {
  const { forbidden, options } = createRequire(import.meta.url)(
    path.join(projectRoot, '.dependency-cruiser.cjs'),
  );
  const folders = cruised.filter((folder) => existsSync(path.join(root, folder)));
  const { output } = await cruise(folders, {
    ...options,
    baseDir: root,
    validate: true,
    ruleSet: { forbidden },
  });
  const read = new Set(output.modules.map((module) => module.source));
  const onDisk = filesUnder(root, product, ['.ts']);
  return {
    modules: read.size,
    unread: onDisk.length === 0 ? ['(no source file at all)'] : onDisk.filter((file) => !read.has(file)),
    violations: output.summary.violations.map(({ rule, from, to, comment }) => ({
      rule: rule.name,
      from,
      to,
      reason: comment,
    })),
  };
}

if (process.argv[1] === import.meta.filename) {
  const { modules, unread, violations } = await checkBoundaries(process.argv[2]);
  for (const { rule, from, to } of violations) console.error(`${rule}: ${from} -> ${to}`);
  for (const file of unread) console.error(`not read by the checker: ${file}`);
  console.log(`${modules} modules read, ${violations.length} violations`);
  if (violations.length + unread.length > 0) process.exitCode = 1;
}
