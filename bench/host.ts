// npm run bench:host: how fast the embedded host runs orchestrations, beside the real extension's recorded times.
// Every load runs in a host of its own (built program, real HTTP, journal synced to disk). `--rounds N` (5), `--json`.

import { parseArgs } from 'node:util';
import { installBenchApp } from './host/bench-app.ts';
import { startBenchHost } from './host/bench-host.ts';

interface Load {
  readonly name: string;
  readonly orchestrator: string;
  readonly input: unknown;
  /** Of extension 3.15.2 on Azurite, 2 cores (recorded). */
  readonly extensionSeconds: number;
}

const loads: readonly Load[] = [
  { name: '100 activities in sequence', orchestrator: 'BenchSequence', input: 100, extensionSeconds: 4.5 },
  { name: '1,000 activities fanned out', orchestrator: 'BenchFanOut', input: 1000, extensionSeconds: 17.4 },
  { name: '50 generations', orchestrator: 'BenchGenerations', input: { left: 50 }, extensionSeconds: 1.4 },
];

interface Measured {
  readonly load: string;
  readonly seconds: number;
  readonly extensionSeconds: number;
  readonly peakMiB: number | undefined;
}

const { values: asked } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
});

const results: Measured[] = [];
const app = await installBenchApp(process.cwd());
try {
  for (const load of loads) results.push(await measure(load, Number(asked.rounds)));
} finally {
  await app.remove();
}
if (asked.json) console.log(JSON.stringify(results));
else for (const line of table(results)) console.log(line);

/** The best round: what the machine does besides only ever adds. */
async function measure(load: Load, rounds: number): Promise<Measured> {
  let seconds = Number.POSITIVE_INFINITY;
  let peakMiB: number | undefined;
  for (let round = 0; round < rounds; round += 1) {
    const host = await startBenchHost(app.folder, process.cwd());
    try {
      // The first orchestration of a process pays for what Node compiles and loads once.
      await host.run('BenchSequence', 3);
      const began = performance.now();
      await host.run(load.orchestrator, load.input);
      seconds = Math.min(seconds, (performance.now() - began) / 1000);
      const peak = host.peakMiB();
      if (peak !== undefined) peakMiB = Math.max(peakMiB ?? 0, peak);
    } finally {
      await host.stop();
    }
  }
  return { load: load.name, seconds, extensionSeconds: load.extensionSeconds, peakMiB };
}

function table(measured: readonly Measured[]): string[] {
  const head = ['load', 'seconds', 'extension', 'ratio', 'peak memory'];
  const rows = measured.map(({ load, seconds, extensionSeconds, peakMiB }) => [
    load,
    seconds.toFixed(3),
    extensionSeconds.toFixed(1),
    (seconds / extensionSeconds).toFixed(3),
    peakMiB === undefined ? 'unknown' : `${peakMiB.toFixed(0)} MiB`,
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [head, ...rows].map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}
