// Retention of so many days from the moment that a recovery point stands for.

import type { RetentionVerdict } from '../../src/domain/prune/reasons.ts';

const DAY_MS = 86_400_000;

export const fixedRetention = (time: string, days: number): RetentionVerdict => ({
  expiresAt: new Date(Date.parse(time) + days * DAY_MS).toISOString(),
  rule: `kept for ${days} days`,
});
