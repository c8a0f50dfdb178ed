// A step that threw until its attempts were used up, as a failure to show: the first line of what the host reports,
// without the serialised stack that follows it.

import type { Failure } from '../domain/shared/failure.ts';

const LONGEST = 500;

export const reasonOf = (thrown: unknown): string => {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const [first = ''] = text.split('\n');
  return first.replace(/\s+/g, ' ').trim().slice(0, LONGEST);
};

export const failureOf = (thrown: unknown): Failure => ({
  code: 'InternalError',
  message: reasonOf(thrown),
  recommendedAction: ['Look at the log of the app for the cause, and start the operation again.'],
});
