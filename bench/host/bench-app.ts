// The function app that the benchmark runs, in a folder of its own.

import { promises as fs } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const files: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: 'bench-app', main: 'index.js' }),
  'host.json': JSON.stringify({ version: '2.0', logging: { logLevel: { default: 'Warning' } } }),
  'local.settings.json': JSON.stringify({ Values: { FUNCTIONS_WORKER_RUNTIME: 'node' } }),
  'index.js': `const df = require('durable-functions');
df.app.activity('BenchActivity', { handler: ({ n }) => ({ n }) });
df.app.orchestration('BenchSequence', function* (context) {
  let sum = 0;
  for (let n = 0; n < context.df.getInput(); n += 1) sum += (yield context.df.callActivity('BenchActivity', { n })).n;
  return sum;
});
df.app.orchestration('BenchFanOut', function* (context) {
  const tasks = [];
  for (let n = 0; n < context.df.getInput(); n += 1) tasks.push(context.df.callActivity('BenchActivity', { n }));
  return (yield context.df.Task.all(tasks)).length;
});
df.app.orchestration('BenchGenerations', function* (context) {
  const { left } = context.df.getInput();
  yield context.df.callActivity('BenchActivity', { n: left });
  if (left > 1) context.df.continueAsNew({ left: left - 1 });
  return 'done';
});
`,
};

export interface BenchApp {
  readonly folder: string;
  remove(): Promise<void>;
}

export async function installBenchApp(projectRoot: string): Promise<BenchApp> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'bench-host-'));
  for (const [name, content] of Object.entries(files)) await fs.writeFile(path.join(folder, name), content);
  await fs.symlink(path.join(projectRoot, 'node_modules'), path.join(folder, 'node_modules'), 'dir');
  return { folder, remove: () => fs.rm(folder, { recursive: true, force: true }) };
}
