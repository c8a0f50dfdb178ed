// Two years of schedules on the embedded host, its clock driven through every change of daylight saving: each slot is
// backed up exactly once, at the time that the wall clock says.

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import type { Simulated } from '../support/schedule-app/simulated.ts';
import { simulated } from '../support/schedule-app/simulated.ts';
import { cleanUp, startHostProcess, writeApp } from './host-support/host-process.ts';

afterAll(cleanUp);

const root = path.resolve(import.meta.dirname, '../..');
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const HALF_HOUR_MS = HOUR_MS / 2;

async function scheduleApp(): Promise<string> {
  const folder = writeApp({
    'package.json': { type: 'module', main: 'dist/main.mjs' },
    'host.json': { version: '2.0', extensions: { durableTask: { hubName: 'TwoYears' } } },
  });
  mkdirSync(path.join(folder, 'dist'));
  await build({
    absWorkingDir: root,
    entryPoints: ['test/support/schedule-app/main.ts'],
    outfile: path.join(folder, 'dist/main.mjs'),
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
  });
  return folder;
}

/** Reckoned from the clock's face, minute by minute of the zone's days, with nothing of the scheduler's own. */
function expectedSlots(
  { name, timeZone, intervals }: Simulated,
  start: number,
  end: number,
): readonly string[] {
  const iana = { 'W. Europe Standard Time': 'Europe/Berlin', 'Eastern Standard Time': 'America/New_York' };
  const face = new Intl.DateTimeFormat('sv-SE', {
    timeZone: iana[timeZone as keyof typeof iana] ?? timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const slots: string[] = [];
  for (const interval of intervals) {
    const [, first = '', period] = interval.split('/');
    const time = first.slice(11, 16);
    const seen = new Set<string>();
    for (let at = Math.ceil(start / HALF_HOUR_MS) * HALF_HOUR_MS; at <= end; at += HALF_HOUR_MS) {
      const [date = '', shown = ''] = face.format(at).split(' ');
      const isDay =
        period === 'P1D' || new Date(`${date}T00:00Z`).getUTCDay() === new Date(first).getUTCDay();
      const [before = ''] = face
        .format(at - HALF_HOUR_MS)
        .split(' ')
        .slice(1);
      // Where the clock jumps over the time, it is the jump's length after it: 02:30 is then 03:30.
      const skipped = before < time && shown > time && seconds(shown) - seconds(before) === 90 * 60;
      if (at > start && isDay && !seen.has(date) && shown === time) {
        seen.add(date);
        slots.push(iso(at));
      } else if (at > start && isDay && skipped) {
        seen.add(date);
        slots.push(iso(at + (seconds(time) + 3600 - seconds(shown)) * 1000));
      }
    }
  }
  return [...new Set(slots)].sort().map((slot) => `${name} ${slot}`);
}

const seconds = (face: string): number => Number(face.slice(0, 2)) * 3600 + Number(face.slice(3)) * 60;
const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

test('every slot of two years is backed up once', { timeout: 240_000 }, async () => {
  const host = await startHostProcess(await scheduleApp(), ['--clock', 'driven']);
  const tell = async () =>
    (await (await host.get('/api/begun')).json()) as { since: string; begun: string[]; missed: number[] };
  const start = Date.parse((await tell()).since);
  // At ten in the morning, UTC: no slot is near, which its instance's jitter could put after the end.
  const end = Math.ceil((start + 731 * DAY_MS) / DAY_MS) * DAY_MS + 10 * HOUR_MS;
  for (let at = start; at < end; ) {
    at = Math.min(at + 30 * DAY_MS, end);
    const body = JSON.stringify({ advanceTo: new Date(at).toISOString() });
    expect((await host.get('/admin/host/clock', { method: 'POST', body })).status).toBe(200);
  }
  const told = await tell();
  const expected = simulated.flatMap((one) => expectedSlots(one, start, end)).sort();
  expect(told.missed).toEqual(simulated.map(() => 0));
  expect(told.begun.toSorted()).toEqual(expected);
  expect(expected.length).toBeGreaterThan(731 * 3);
});
