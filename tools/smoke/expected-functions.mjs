// What the app must register, read from the sources and not from the bundle: the catalogue's activities and
// orchestrations, and every trigger that functions/ defines with a literal name.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { filesUnder } from '../check/source-files.mjs';
import { projectRoot } from '../run/project.mjs';

const triggerDefinition =
  /\b(?:app\s*\.\s*(?:client\s*\.\s*)?(http|timer|eventGrid)|(registerArmEndpoint))\(\s*'([^']+)'/g;
const triggerTypes = {
  http: 'httpTrigger',
  timer: 'timerTrigger',
  eventGrid: 'eventGridTrigger',
  registerArmEndpoint: 'httpTrigger',
};

/** Lines of the form `trigger name`, sorted. */
export async function expectedFunctions() {
  const { activities, orchestrations } = await importSource('src/workflows/catalogue.ts');
  const durable = [
    ...Object.values(activities).map(({ name }) => `activityTrigger ${name}`),
    ...Object.values(orchestrations).map((name) => `orchestrationTrigger ${name}`),
  ];
  const defined = filesUnder(projectRoot, ['functions'], ['.ts']).flatMap((file) =>
    [...readFileSync(path.join(projectRoot, file), 'utf8').matchAll(triggerDefinition)].map(
      ([, kind, endpoint, name]) => `${triggerTypes[kind ?? endpoint]} ${name}`,
    ),
  );
  return [...durable, ...defined].sort();
}

/** Node 20 does not read TypeScript: the module is bundled in memory and imported from there. */
async function importSource(entry) {
  const { outputFiles } = await build({
    absWorkingDir: projectRoot,
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    write: false,
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}
