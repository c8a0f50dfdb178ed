// `npm run simulate`: runs many seeds on all cores, prints those that fail, and replays one of them exactly.
//   --seeds N      how many (1000 unless told), from --from S on (1)
//   --seed S       this one, with all that happened
//   --workers N    processes' worth of threads (one per core)
//   --until-failure   no further than to the first that fails

import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { SimulationResult } from './simulation.ts';
import { simulate } from './simulation.ts';

const SEEDS_AT_A_TIME = 10;
/** Where the first failure is the end: others are not waited for long. */
const FEW_AT_A_TIME = 3;
/** Most of what a seed makes is garbage soon: collected less often it costs less. */
const YOUNG_MB = 96;
/** Of a failure's trace. */
const LAST_LINES = 15;
const LONGEST_LINE = 220;

interface Batch {
  readonly from: number;
  readonly count: number;
}

type Verdict = Pick<SimulationResult, 'seed' | 'steps' | 'hash' | 'counts'> & {
  readonly problem?: string;
  /** The last that happened before it. */
  readonly trace?: readonly string[];
};

const judge = async (seed: number): Promise<Verdict> => {
  const { failure, steps, hash, counts, trace } = await simulate(seed);
  if (failure === undefined) return { seed, steps, hash, counts };
  const last = trace.slice(-LAST_LINES).map((line) => line.slice(0, LONGEST_LINE));
  return { seed, steps, hash, counts, problem: failure.message, trace: last };
};

/** A worker: asked for batches until there are none. */
const work = (): void => {
  parentPort?.on('message', async ({ from, count }: Batch) => {
    const verdicts: Verdict[] = [];
    for (let seed = from; seed < from + count; seed += 1) verdicts.push(await judge(seed));
    parentPort?.postMessage(verdicts);
  });
};

interface Order {
  readonly from: number;
  readonly seeds: number;
  readonly workers: number;
  readonly untilFailure: boolean;
}

const runMany = async ({ from, seeds, workers, untilFailure }: Order): Promise<readonly Verdict[]> => {
  const verdicts: Verdict[] = [];
  let next = from;
  let failures = 0;
  const runOne = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      const more = (): void => {
        const count = Math.min(untilFailure ? FEW_AT_A_TIME : SEEDS_AT_A_TIME, from + seeds - next);
        if (count <= 0 || (untilFailure && failures > 0)) {
          void worker.terminate().then(() => resolve(), reject);
          return;
        }
        worker.postMessage({ from: next, count } satisfies Batch);
        next += count;
      };
      worker.on('error', reject);
      worker.on('message', (done: readonly Verdict[]) => {
        verdicts.push(...done);
        for (const { seed, problem, trace = [] } of done) {
          if (problem === undefined) continue;
          failures += 1;
          console.log(`seed ${seed} fails: ${problem}`);
          // The others fail for the same reason, more often than not.
          if (failures === 1) console.log(trace.map((line) => `    ${line}`).join('\n'));
        }
        more();
      });
      more();
    });
  await Promise.all(
    Array.from({ length: workers }, () =>
      runOne(
        new Worker(new URL(import.meta.url), {
          workerData: 'work',
          resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
        }),
      ),
    ),
  );
  return verdicts;
};

const replay = async (seed: number): Promise<number> => {
  const { failure, hash, steps } = await simulate(seed, (line) => console.log(line));
  console.log(`seed ${seed}: ${steps} steps, trace ${hash}`);
  if (failure === undefined) return 0;
  console.error(failure);
  return 1;
};

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      'until-failure': { type: 'boolean', default: false },
      workers: { type: 'string', default: String(availableParallelism()) },
    },
  });
  if (values.seed !== undefined) return await replay(Number(values.seed));
  const started = performance.now();
  const verdicts = await runMany({
    from: Number(values.from),
    seeds: Number(values.seeds),
    workers: Number(values.workers),
    untilFailure: values['until-failure'],
  });
  const seconds = (performance.now() - started) / 1_000;
  const failed = verdicts.filter(({ problem }) => problem !== undefined).map(({ seed }) => seed);
  const steps = verdicts.reduce((sum, verdict) => sum + verdict.steps, 0);
  const counts = new Map<string, number>();
  for (const verdict of verdicts)
    for (const [what, count] of Object.entries(verdict.counts))
      counts.set(what, (counts.get(what) ?? 0) + count);
  console.log(
    [...counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([what, count]) => `${what} ${count}`)
      .join(', '),
  );
  const each = (count = 0): string => (count / verdicts.length).toFixed(1);
  const shown = ['points compared', 'restores compared', 'faults', 'jobs cancelled'];
  console.log(
    `Each seed: ${each(steps)} steps, ${each(counts.get('! crash'))} crashes, ${shown
      .map((what) => `${each(counts.get(`= ${what}`))} ${what}`)
      .join(', ')}`,
  );
  console.log(
    `${verdicts.length} seeds, ${steps} steps in ${seconds.toFixed(1)} s (${Math.round((verdicts.length / seconds) * 60)} seeds a minute)`,
  );
  if (failed.length === 0) return 0;
  console.log(
    `${failed.length} failed: ${failed
      .sort((a, b) => a - b)
      .slice(0, 20)
      .join(', ')}`,
  );
  console.log(`Replay one with: npm run simulate -- --seed ${failed[0]}`);
  return 1;
};

/** That seeds have failed; 1 is for the command itself, as where a worker is thrown out. */
const FOUND = 3;

if (isMainThread) process.exitCode = (await main()) === 0 ? 0 : FOUND;
else if (workerData === 'work') work();
