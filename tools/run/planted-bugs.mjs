// `npm run simulate -- --planted [words]`: the simulation against the app with one bug planted at a time. Fails where one
// does not show in time.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { plantedBugs } from '../../test/simulation/planted-bugs.mjs';
import { runChild } from './child.mjs';
import { projectRoot } from './project.mjs';
import { buildScript } from './script.mjs';

/** What the simulation ends with where a seed has failed: one that breaks down has found nothing. */
const FOUND = 3;

/** @param words only bugs whose name has them @returns the exit code */
export async function runPlantedBugs(words) {
  const missed = [];
  const chosen = [...plantedBugs.entries()].filter(([, { name }]) =>
    words.every((word) => name.includes(word)),
  );
  if (chosen.length === 0) {
    console.error(`No planted bug has these words in its name: ${words.join(' ')}`);
    return 1;
  }
  for (const [at, bug] of chosen) {
    console.log(`\nPlanted: ${bug.name}`);
    const outdir = `dist/planted/${at}`;
    const script = await buildScript('test/simulation/cli.ts', { outdir, plugins: [planting(bug)] });
    const args = ['--enable-source-maps', script, '--seeds', String(bug.seeds), '--until-failure'];
    if ((await runChild(process.execPath, args, { cwd: projectRoot })) !== FOUND) missed.push(bug.name);
  }
  console.log(missed.length === 0 ? '\nEvery bug was found.' : `\nNot found: ${missed.join('; ')}.`);
  return missed.length === 0 ? 0 : 1;
}

const planting = ({ file, edits }) => ({
  name: 'plant a bug',
  setup(build) {
    const place = path.join(projectRoot, file);
    build.onLoad({ filter: /\.ts$/ }, async (args) => {
      if (args.path !== place) return undefined;
      let contents = await readFile(place, 'utf8');
      for (const [find, replacement] of edits) {
        if (contents.split(find).length !== 2) throw new Error(`${file} does not have exactly once: ${find}`);
        contents = contents.replace(find, () => replacement);
      }
      return { contents, loader: 'ts' };
    });
  },
});
