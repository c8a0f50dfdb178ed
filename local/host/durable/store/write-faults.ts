// Crashes on purpose at a chosen write, for the tests that kill the host at every one of them.

import { writeSync } from 'node:fs';

export type CrashPoint = 'before' | 'torn' | 'after';

export interface WriteFaults {
  /** `writePart` puts the first bytes of the content on disk, `length` is how many there are. */
  beforeWrite(writePart: (bytes: number) => void, length: number): void;
  afterWrite(): void;
}

export interface CrashPlan {
  /** Counts all writes, of journals and snapshots, from 1. */
  readonly atWrite: number;
  readonly point: CrashPoint;
}

/** `3:torn`: the process kills itself while it makes its third write. */
export function parseCrashPlan(text: string | undefined): CrashPlan | undefined {
  const match = /^(\d+):(before|torn|after)$/.exec(text ?? '');
  if (!match) return undefined;
  return { atWrite: Number(match[1]), point: match[2] as CrashPoint };
}

export function crashingWrites(plan: CrashPlan): WriteFaults {
  let writes = 0;
  const crash = (): never => {
    writeSync(2, `crashing ${plan.point} write ${plan.atWrite}\n`);
    process.kill(process.pid, 'SIGKILL');
    // The signal is delivered before the next statement could matter; this only satisfies the type.
    throw new Error('killed');
  };
  return {
    beforeWrite(writePart, length) {
      writes += 1;
      if (writes !== plan.atWrite) return;
      if (plan.point === 'before') crash();
      if (plan.point === 'torn') {
        writePart(Math.floor(length / 2));
        crash();
      }
    },
    afterWrite() {
      // Another write may have begun meanwhile: journal and snapshot are written side by side.
      if (writes >= plan.atWrite && plan.point === 'after') crash();
    },
  };
}
