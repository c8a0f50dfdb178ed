// Jobs followed to their end, and the patience that they take: an instance has one operation at a time, and a scheduled
// one may be under way.

import { setTimeout as sleep } from 'node:timers/promises';
import type { StartedOperation } from './arm-client.ts';
import { failureWords, progressLine } from './job-words.ts';
import type { Narrator } from './narrator.ts';
import type { JobView, Vault } from './vault.ts';

const BUSY = 'UserErrorOperationInProgress';
const TRIES = 5;

/** What a start that was cut off had begun is finished by the app itself; nothing new begins before. */
export const waitForRunningJobs = async (vault: Vault, narrator: Narrator): Promise<void> => {
  for (const { id, operation } of await vault.runningJobs()) {
    narrator.say(`${operation} job ${id} was cut off or is running; it goes on.`);
    for (let job = await vault.job(id); ; job = await vault.job(id)) {
      if (job.status !== 'InProgress') {
        narrator.say(job.status.startsWith('Completed') ? `Job ${id} is completed.` : failureWords(job));
        break;
      }
      narrator.progress(progressLine(job));
      await sleep(500);
    }
  }
};

/** The job when it has ended, however it has; one that finds another operation at work waits and is tried again. */
export const finishJob = async (
  vault: Vault,
  narrator: Narrator,
  start: () => Promise<StartedOperation>,
): Promise<JobView> => {
  for (let tries = 1; ; tries += 1) {
    const job = await unlessBusy(async () =>
      vault.finish(await start(), (seen) => narrator.progress(progressLine(seen))),
    );
    const busy = job instanceof Error || job.errors.some(({ code }) => code === BUSY);
    if (!busy) return job;
    if (tries === TRIES) throw job instanceof Error ? job : new Error(failureWords(job));
    narrator.say('Another operation is under way there; this one waits for it.');
    await waitForRunningJobs(vault, narrator);
  }
};

/** Some requests are refused at once, others fail as a job. */
const unlessBusy = async (attempt: () => Promise<JobView>): Promise<JobView | Error> => {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof Error && error.message.includes(BUSY)) return error;
    throw error;
  }
};
