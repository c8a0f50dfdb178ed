// Where restores and prunes of one instance can cross: told from the activities that begin and end.

import type { ActivityOutcome, AskedActivity } from '../support/orchestration.ts';

type Activity = Pick<AskedActivity, 'name' | 'input'>;

/** From here it is some steps to a prune's intents, and from there some to the records. */
const LEADS_TO_DELETIONS: ReadonlySet<string> = new Set(['openPrune', 'deletePointsSlice']);

/** The instance whose recovery points a prune is about to delete. */
export const instanceAboutToLose = ({ name, input }: Activity): string | undefined => {
  const { backupInstance, dryRun } = input as { readonly backupInstance: string; readonly dryRun: boolean };
  return LEADS_TO_DELETIONS.has(name) && !dryRun ? backupInstance : undefined;
};

const PINS: ReadonlySet<string> = new Set(['openRestore', 'openVerification']);

interface Reader {
  readonly backupInstance: string;
  readonly recoveryPointId: string;
}

/** The recovery point that a job is about to pin. */
export const pointAboutToBePinned = ({ name, input }: Activity): Reader | undefined =>
  PINS.has(name) ? (input as Reader) : undefined;

/** The job that has been told that it holds its recovery point. */
export const jobThatPinned = ({ name, input }: Activity, outcome: ActivityOutcome): string | undefined => {
  if (!PINS.has(name) || !('output' in outcome)) return undefined;
  const { ok, value } = outcome.output as {
    readonly ok?: boolean;
    readonly value?: { readonly state?: string };
  };
  return ok === true && value?.state === 'opened' ? (input as { readonly jobId: string }).jobId : undefined;
};
