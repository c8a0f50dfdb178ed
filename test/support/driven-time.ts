// Time for an app on a driven clock: it passes only when a test says so, with everything that is due on the way.

import { expect } from 'vitest';
import type { TestApp } from './app.ts';

export const passMinutes = async (app: TestApp, minutes: number): Promise<void> => {
  const answer = await fetch(`${app.baseUrl}/admin/host/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advanceBy: minutes * 60_000 }),
  });
  expect(answer.status).toBe(200);
};
