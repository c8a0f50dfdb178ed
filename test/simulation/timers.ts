// The timers of the app, each as often as it fires.

import type { Stage } from './stage.ts';

interface Timer {
  readonly everyMinutes: number;
  readonly fire: (stage: Stage) => void;
}

/** As functions/timers do, a test holds the two together; none more often than every five minutes. */
export const timers: Readonly<Record<string, Timer>> = {
  'close-abandoned-work': {
    everyMinutes: 5,
    fire: (stage) =>
      stage.ask('closing tick', async (operations, workflows) => {
        await operations.closeAbandonedWork(workflows);
        await operations.watchJobs(workflows);
      }),
  },
  'schedule-backups': {
    everyMinutes: 5,
    fire: (stage) => stage.ask('tick', (operations, workflows) => operations.startDueBackups(workflows)),
  },
  'prune-recovery-points': {
    everyMinutes: 15,
    fire: (stage) =>
      stage.ask('prune tick', async (operations, workflows) => {
        await operations.startDuePrunes(workflows);
        await operations.removeExpiredExports();
      }),
  },
  'sweep-snapshots': {
    everyMinutes: 30,
    fire: (stage) => stage.ask('sweep tick', (operations, workflows) => operations.sweepSnapshots(workflows)),
  },
};

/** All of them, whatever the time. */
export const tick = (stage: Stage): string => {
  for (const { fire } of Object.values(timers)) fire(stage);
  return 'tick';
};

/** Which of them fire as time goes on. */
export class DueTimers {
  private readonly begun: number;
  private readonly lastFired = new Map<string, number>();

  constructor(begun: number) {
    this.begun = begun;
  }

  /** Those that are due now, once. */
  *due(now: number): Iterable<readonly [string, Timer]> {
    for (const [name, timer] of Object.entries(timers)) {
      const last = this.lastFired.get(name) ?? this.begun;
      if (now - last < timer.everyMinutes * 60_000) continue;
      this.lastFired.set(name, now);
      yield [name, timer];
    }
  }
}
