// Imports the built app as the Functions worker does, with a stand-in for the module that the worker provides, and
// prints as JSON how long the import took and what it registered. `node tools/smoke/import-app.mjs BUNDLE`

import Module from 'node:module';
import { pathToFileURL } from 'node:url';

const functions = [];
const ignore = () => undefined;
const core = {
  version: '4',
  setProgrammingModel: ignore,
  registerHook: ignore,
  log: ignore,
  registerFunction({ name, bindings }) {
    const trigger = Object.values(bindings).find(({ type }) => /trigger$/i.test(type));
    functions.push({ name, trigger: trigger?.type, route: trigger?.route });
  },
};

const load = Module._load;
Module._load = function (request, ...rest) {
  return request === '@azure/functions-core' ? core : load.call(this, request, ...rest);
};

const start = performance.now();
await import(pathToFileURL(process.argv[2]).href);
const milliseconds = performance.now() - start;
process.stdout.write(`\n${JSON.stringify({ milliseconds, functions })}\n`, () => process.exit());
