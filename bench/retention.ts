// How long retention takes: ten years of daily backups of 1,000 instances under a policy with four tags, in one process.

import { performance } from 'node:perf_hooks';
import { evaluateRetention } from '../src/domain/retention/evaluate.ts';
import { history, policyOf } from '../test/support/policy-fixture.ts';

const instances = Number(process.argv[2] ?? 1000);
const policy = policyOf({
  timeZone: 'W. Europe Standard Time',
  intervals: ['R/2016-01-01T02:00:00+01:00/P1D'],
  keep: 'P30D',
  tags: [
    ['Weekly', 'P12W', 20, { absoluteCriteria: ['FirstOfWeek'] }],
    ['Monthly', 'P60M', 15, { weeksOfTheMonth: ['Fourth'], daysOfTheWeek: ['Sunday'] }],
    ['Yearly', 'P10Y', 10, { absoluteCriteria: ['FirstOfYear'] }],
  ],
});
const until = '2026-01-01T00:00:00Z';
const points = history(policy, '2016-01-01T00:00:00Z', until);

const started = performance.now();
const cpuStarted = process.cpuUsage();
let kept = 0;
let verdicts = 0;
for (let instance = 0; instance < instances; instance += 1) {
  const result = evaluateRetention(policy, points, { now: Date.parse(until), weekReading: 'calendar-rows' });
  verdicts += result.length;
  kept += result.filter(({ keep }) => keep).length;
}
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpuStarted);
console.log(`${instances} instances, ${points.length} points each: ${verdicts} verdicts`);
console.log(
  `${seconds.toFixed(2)} s, of which ${((user + system) / 1e6).toFixed(2)} s of a processor; ` +
    `${((1000 * seconds) / instances).toFixed(2)} ms per instance; ` +
    `${kept / instances} points kept of each; ${Math.round(process.memoryUsage().rss / 1024 / 1024)} MiB`,
);
