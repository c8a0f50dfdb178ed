// Waits until every container's marker is in the vault. Each round looks at the vault first, for an event may be lost,
// doubled, late or forged; events and the timer only decide when to look again.

import type { Failure, Outcome } from '../domain/shared/failure.ts';
import type { BackupRun } from './catalogue.ts';
import { activities, markerReplicatedEvent } from './catalogue.ts';
import type { Steps, WorkflowContext } from './engine.ts';
import { call, timerIn } from './engine.ts';

export interface MarkerWait {
  readonly run: BackupRun;
  readonly goneContainers: readonly string[];
  readonly pollSeconds: number;
  /** ISO 8601, UTC. */
  readonly deadline: string;
  /** Called before the first wait. */
  readonly onWaiting: () => Steps<void>;
}

// A round leaves about eight events in the history.
const ROUNDS_PER_GENERATION = 30;

export function* waitForMarkers(
  context: WorkflowContext,
  { run, goneContainers, pollSeconds, deadline, onWaiting }: MarkerWait,
): Steps<Outcome<'arrived' | 'paused'>> {
  for (let round = 0; ; round += 1) {
    const found = yield* call(context, activities.checkMarkers, { ...run, goneContainers });
    if (!found.ok) return found;
    if (found.value.outstanding === 0) return { ok: true, value: 'arrived' };
    const secondsLeft = (Date.parse(deadline) - context.df.currentUtcDateTime.getTime()) / 1_000;
    if (secondsLeft <= 0) return { ok: false, failure: deadlineExceeded(found.value) };
    if (round >= ROUNDS_PER_GENERATION) return { ok: true, value: 'paused' };
    if (round === 0) yield* onWaiting();
    yield* waitForEventOrTimer(context, Math.min(pollSeconds, secondsLeft));
  }
}

/** A wait and a timer of its own every time: a task that takes part in two races breaks the instance. */
function* waitForEventOrTimer(context: WorkflowContext, seconds: number): Steps<void> {
  const event = context.df.waitForExternalEvent(markerReplicatedEvent);
  const timer = timerIn(context, seconds);
  yield context.df.Task.any([event, timer]);
  if (!timer.isCompleted) timer.cancel();
}

const deadlineExceeded = (found: {
  readonly outstanding: number;
  readonly examples: readonly string[];
}): Failure => ({
  code: 'BackupMarkerDeadlineExceeded',
  message: `The recovery point markers of ${found.outstanding} containers did not arrive in the vault in time: ${found.examples.join(', ')}.`,
  recommendedAction: [
    'Check that the data account of the backup instance can be written to, then start a backup. What was copied is reused.',
  ],
});
