// The process that the kill tests kill: a Durable engine on a folder, driven by a client in the same process that
// repeats what was not acknowledged. Prints what it ends with as JSON.
// Arguments: the app's folder, the store's folder, the file of acknowledgements. CRASH=3:torn kills the third write.

import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { openDurableEngine } from '../../../local/host/durable/engine.ts';
import { defaultDurableOptions } from '../../../local/host/durable/options.ts';
import { crashingWrites, parseCrashPlan } from '../../../local/host/durable/store/write-faults.ts';
import { createSystemClock } from '../../../local/host/system-clock.ts';
import { createInvoker } from '../../../local/host/worker/invoker.ts';
import { loadApp } from '../../../local/host/worker/load-app.ts';
import { createWorkerApp } from '../../../local/host/worker/worker-app.ts';
import { eventually } from '../../support/eventually.ts';

const [appFolder = '', storeFolder = '', ackFile = ''] = process.argv.slice(2);
const DEADLINE_MS = 20_000;

const app = createWorkerApp(() => undefined);
await loadApp(app, appFolder);
const crash = parseCrashPlan(process.env.CRASH);
const engine = await openDurableEngine({
  options: defaultDurableOptions(2),
  folder: storeFolder,
  clock: createSystemClock(),
  invoker: createInvoker(app, { durableClientBinding: () => '{}' }),
  key: '',
  strict: false,
  warn: () => undefined,
  onFatal(error) {
    throw error;
  },
  // Small enough to write several snapshots on the way.
  compactAfterBytes: 6000,
  faults: crash && crashingWrites(crash),
});

const acknowledged = new Set(existsSync(ackFile) ? readFileSync(ackFile, 'utf8').split('\n') : []);
const lost = await lostOnes();
engine.start();

await once('start everything', 'orchestrators/Everything/everything', 'null', [202, 409]);
await once('start waits', 'orchestrators/Waits/waits', 'null', [202, 409]);
await once('raise waits', 'instances/waits/raiseEvent/Go', '"early"', [202, 410]);
await once('start doomed', 'orchestrators/Waits/doomed', 'null', [202, 409]);
await once('terminate doomed', 'instances/doomed/terminate?reason=enough', '', [202, 410]);
await until('everything', (status) => status.customStatus === 'waiting');
await once('raise everything', 'instances/everything/raiseEvent/Go', '{"go":1}', [202, 410]);
const ends: Record<string, unknown> = {};
for (const id of ['everything', 'waits', 'doomed', 'everything:child']) {
  const { runtimeStatus, output } = await until(id, (status) => isFinal(status));
  ends[id] = { runtimeStatus, output };
}
await engine.stop();
console.log(JSON.stringify({ lost, ends }));

interface Status {
  readonly runtimeStatus: string;
  readonly output: unknown;
  readonly customStatus: unknown;
}

function isFinal({ runtimeStatus }: Status): boolean {
  return ['Completed', 'Failed', 'Terminated'].includes(runtimeStatus);
}

/** Instances whose start was acknowledged and that the recovered store does not know. */
async function lostOnes(): Promise<string[]> {
  const missing: string[] = [];
  for (const id of ['everything', 'waits', 'doomed']) {
    if (acknowledged.has(`start ${id}`) && !(await statusOf(id))) missing.push(id);
  }
  return missing;
}

async function once(name: string, target: string, body: string, accepted: readonly number[]): Promise<void> {
  if (acknowledged.has(name)) return;
  const [path = '', query = ''] = target.split('?');
  const { status } = await engine.handle(request('POST', path, { query, body }));
  if (!accepted.includes(status)) throw new Error(`${name}: ${status}`);
  appendFileSync(ackFile, `${name}\n`);
}

async function statusOf(id: string): Promise<Status | undefined> {
  const answer = await engine.handle(request('GET', `instances/${id}`, {}));
  return answer.status === 404 ? undefined : (JSON.parse(answer.body) as Status);
}

function until(id: string, reached: (status: Status) => boolean): Promise<Status> {
  return eventually(
    `${id} to get there`,
    async () => {
      const status = await statusOf(id);
      return status && (reached(status) || isFinal(status)) ? status : undefined;
    },
    { withinMs: DEADLINE_MS, everyMs: 2 },
  );
}

function request(method: string, path: string, { query = '', body = '' }) {
  const headers = { 'content-type': 'application/json' };
  return { method, path, query, headers, body, origin: 'http://localhost', via: 'rpc' as const };
}
