// The front door of every npm script: `node tools/run.mjs COMMAND [ARGS]` works in a fresh clone, before anything is installed.
// This file stays readable for old Nodes, so that the first thing they print is what is wrong.

const oldestNode = [20, 19];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
  console.error(
    `Holdfast needs Node ${oldestNode.join('.')} or newer; this is Node ${process.versions.node}.`,
  );
  process.exit(1);
}

import('./run/commands.mjs')
  .then(({ runCommand }) => runCommand(process.argv[2], process.argv.slice(3)))
  .then((exitCode) => {
    process.exitCode = exitCode;
  })
  .catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
