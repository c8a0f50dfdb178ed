// Where restores and prunes of one instance can cross: told from the activities that begin and end, and made to happen often.

import type { ActivityOutcome, AskedActivity } from '../support/orchestration.ts';
import { contend, overtake } from './requests.ts';
import type { Stage } from './stage.ts';

type Activity = Pick<AskedActivity, 'name' | 'input'>;

/** From here it is some steps to a prune's intents, and from there some to the records. */
const LEADS_TO_DELETIONS: ReadonlySet<string> = new Set(['openPrune', 'deletePointsSlice']);

/** The instance whose recovery points a prune is about to delete. */
const instanceAboutToLose = ({ name, input }: Activity): string | undefined => {
  const { backupInstance, dryRun } = input as { readonly backupInstance: string; readonly dryRun: boolean };
  return LEADS_TO_DELETIONS.has(name) && !dryRun ? backupInstance : undefined;
};

const PINS: ReadonlySet<string> = new Set(['openRestore', 'openVerification']);

interface Reader {
  readonly backupInstance: string;
  readonly recoveryPointId: string;
}

/** The recovery point that a job is about to pin. */
const pointAboutToBePinned = ({ name, input }: Activity): Reader | undefined =>
  PINS.has(name) ? (input as Reader) : undefined;

/** At the beginning of an activity. */
export const cross = (stage: Stage, activity: Activity): void => {
  const { random } = stage.world;
  const losing = instanceAboutToLose(activity);
  if (losing !== undefined && random.chance(0.5)) contend(stage, losing);
  const reader = pointAboutToBePinned(activity);
  if (reader !== undefined && random.chance(0.4)) overtake(stage, reader);
};

/** The job that has been told that it holds its recovery point. */
export const jobThatPinned = ({ name, input }: Activity, outcome: ActivityOutcome): string | undefined => {
  if (!PINS.has(name) || !('output' in outcome)) return undefined;
  const { ok, value } = outcome.output as {
    readonly ok?: boolean;
    readonly value?: { readonly state?: string };
  };
  return ok === true && value?.state === 'opened' ? (input as { readonly jobId: string }).jobId : undefined;
};
