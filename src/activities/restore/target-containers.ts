// Containers that a restore makes carry its job's id, so that a repeated step knows them for its own.

import type { ObjectStore } from '../../ports/object-store.ts';

const JOB_KEY = 'holdfastjob';

export const createForJob = async (
  target: ObjectStore,
  container: string,
  jobId: string,
): Promise<'created' | 'exists'> => await target.createContainer(container, { [JOB_KEY]: jobId });

export const madeByJob = async (target: ObjectStore, container: string, jobId: string): Promise<boolean> =>
  (await target.containerMetadata(container))?.[JOB_KEY] === jobId;
