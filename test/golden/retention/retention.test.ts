// What retention keeps, until when and why, for policies and histories that people have. The texts are the promise: a
// changed line is a recovery point that lives longer or shorter than it did.

import { expect, test } from 'vitest';
import { expectGolden } from '../../support/golden.ts';
import { calendarCriteria } from './calendar-criteria.ts';
import { changesAndExceptions } from './changes-and-exceptions.ts';
import { firstOfPeriod } from './first-of-period.ts';
import { goldenText } from './retention-case.ts';
import { timeZones } from './time-zones.ts';

const groups = { firstOfPeriod, calendarCriteria, timeZones, changesAndExceptions };

test.each(Object.entries(groups))('%s', (group, cases) => {
  const file = group.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  expectGolden(import.meta.url, `${file}.golden.txt`, cases.map(goldenText).join('\n'));
});

test('there are many cases, each under its own name', () => {
  const names = Object.values(groups).flatMap((cases) => cases.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(60);
});
