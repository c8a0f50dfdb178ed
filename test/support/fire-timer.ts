// A timer of the app set off now, as an administrator does it with the host's own API.

import { expect } from 'vitest';
import type { TestApp } from './app.ts';

export const fireTimer = async (app: TestApp, name: string): Promise<void> => {
  const answer = await fetch(`${app.baseUrl}/admin/functions/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(answer.status).toBe(202);
};
