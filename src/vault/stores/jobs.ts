// Catalogue of jobs, newest first. Lists and their filters need no document, only names and metadata.

import type { Job } from '../../domain/job/job.ts';
import type { JobFilter } from '../../domain/job/job-filter.ts';
import type { ListPlace } from '../continuation.ts';
import { decodeContinuation, encodeContinuation } from '../continuation.ts';
import type { DocumentStore, ListedBlob, Stored } from '../document-store.ts';
import type { JobSummary } from '../documents/job.ts';
import { jobCodec, jobFromMetadata, jobMetadata, summarizeJob } from '../documents/job.ts';
import { jobBlob, prefixes } from '../layout.ts';
import { decodeMetadata } from '../metadata.ts';

export interface JobListRequest {
  readonly filter?: JobFilter;
  /** At most this many; 100 unless told. */
  readonly top?: number;
  readonly continuation?: string;
}

export interface JobList {
  readonly items: readonly JobSummary[];
  /** Absent at the end. */
  readonly continuation?: string;
}

export interface Jobs {
  /** Opens a job once: asked again with the same id, it returns what is stored. */
  create(job: Job): Promise<{ readonly created: boolean; readonly job: Job }>;
  get(jobId: string): Promise<Stored<Job> | undefined>;
  /**
   * Reads, changes, writes; again from the start when somebody else wrote in between, so `change` may be called
   * several times. `change` returning undefined leaves the job alone. Returns the job as stored; undefined: no such job.
   */
  update(jobId: string, change: (job: Job) => Job | undefined): Promise<Job | undefined>;
  /** 'bad-continuation' for a token that is not ours. */
  list(request?: JobListRequest): Promise<JobList | 'bad-continuation'>;
}

const attempts = 20;
const defaultTop = 100;

export const jobs = (documents: DocumentStore): Jobs => {
  const get = async (jobId: string): Promise<Stored<Job> | undefined> => {
    const blob = jobBlob.buildIfValid(jobId);
    return blob === undefined ? undefined : await documents.read(jobCodec, blob);
  };

  const summaryOf = async (item: ListedBlob): Promise<JobSummary | undefined> => {
    const fromMetadata = decodeMetadata(jobFromMetadata, item.metadata);
    if (fromMetadata !== undefined) return fromMetadata;
    const stored = await documents.read(jobCodec, item.name);
    return stored === undefined ? undefined : summarizeJob(stored.document);
  };

  return {
    get,

    async create(job) {
      const name = jobBlob.build(job.id);
      const request = { name, document: job, metadata: jobMetadata(job) };
      const written = await documents.write(jobCodec, { ...request, condition: { onlyIfAbsent: true } });
      if (written !== undefined) return { created: true, job };
      const existing = await documents.read(jobCodec, name);
      return { created: false, job: existing?.document ?? job };
    },

    async update(jobId, change) {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const stored = await get(jobId);
        if (stored === undefined) return undefined;
        const changed = change(stored.document);
        if (changed === undefined) return stored.document;
        const written = await documents.write(jobCodec, {
          name: jobBlob.build(jobId),
          document: changed,
          metadata: jobMetadata(changed),
          condition: { ifMatch: stored.etag },
        });
        if (written !== undefined) return changed;
      }
      throw new Error(`Job ${jobId} was changed by others ${attempts} times in a row`);
    },

    async list({ filter = {}, top = defaultTop, continuation } = {}) {
      const start = continuation === undefined ? undefined : decodeContinuation(continuation);
      if (continuation !== undefined && start === undefined) return 'bad-continuation';
      const items: JobSummary[] = [];
      for await (const { item, page } of candidates(documents, filter, start)) {
        const summary = await summaryOf(item);
        if (summary === undefined || !matches(summary, filter)) continue;
        items.push(summary);
        if (items.length >= top)
          return {
            items,
            continuation: encodeContinuation({ after: item.name, ...(page === undefined ? {} : { page }) }),
          };
      }
      return { items };
    },
  };
};

interface Candidate {
  readonly item: ListedBlob;
  /** The storage service's token of the page that the item stands in. */
  readonly page?: string;
}

/** Jobs from the newest on, from the place where the list before ended, no further back than the filter reaches. */
async function* candidates(
  documents: DocumentStore,
  filter: JobFilter,
  start: ListPlace | undefined,
): AsyncGenerator<Candidate> {
  const end = filter.startedSince === undefined ? undefined : jobBlob.lastStartedSince(filter.startedSince);
  const wanted = ({ name }: ListedBlob): boolean =>
    jobBlob.parse(name) !== undefined && (start === undefined || name > start.after);
  let page = start?.page;
  do {
    const listed = await documents.page(prefixes.jobs, page);
    for (const item of listed.items) {
      if (end !== undefined && item.name > end) return;
      if (wanted(item)) yield page === undefined ? { item } : { item, page };
    }
    page = listed.continuation;
  } while (page !== undefined);
}

const matches = (job: JobSummary, filter: JobFilter): boolean => {
  const started = Date.parse(job.startTime);
  return (
    (filter.backupInstance === undefined || job.backupInstance === filter.backupInstance) &&
    (filter.statuses === undefined || filter.statuses.includes(job.status)) &&
    (filter.operations === undefined || filter.operations.includes(job.operation)) &&
    (filter.startedSince === undefined || started >= filter.startedSince) &&
    (filter.startedUntil === undefined || started <= filter.startedUntil)
  );
};
