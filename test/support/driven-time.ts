// Time for tests in which it matters: a clock that moves only when they say so, and a schedule that stays out of their way.

import { expect } from 'vitest';
import type { TestApp } from './app.ts';
import { VAULT_ID } from './app.ts';
import { policyDefinition } from './policy-fixture.ts';

export const passMinutes = async (app: TestApp, minutes: number): Promise<void> => {
  const answer = await fetch(`${app.baseUrl}/admin/host/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advanceBy: minutes * 60_000 }),
  });
  expect(answer.status).toBe(200);
};

const HOUR_MS = 3_600_000;
const clockTime = (ms: number): string => new Date(ms).toISOString().slice(11, 16);

/** For the settings: the daily prune was due an hour ago, and is not due again for 23. */
export const noPruneSoon = (): Readonly<Record<string, string>> => ({
  HOLDFAST_DAILY_PRUNE_TIME: clockTime(Date.now() - HOUR_MS),
});

/** The interval of a policy whose backups were due an hour ago. */
export const anHourAgo = (): string => `R/2026-01-01T${clockTime(Date.now() - HOUR_MS)}:00+00:00/P1D`;

/** The same for the daily policy's backups. */
export const noBackupSoon = async (app: TestApp): Promise<void> => {
  const properties = policyDefinition({ intervals: [anHourAgo()] });
  await app.arm.call('PUT', `${VAULT_ID}/backupPolicies/DailyPolicy`, { properties });
};
