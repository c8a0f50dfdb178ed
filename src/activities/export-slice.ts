// Activity: writes one part of an export of the list of jobs. Of two attempts that saw the list differently only the one
// whose answer counts is in the files: a part is known by its content.

import { jobStartMs } from '../domain/job/job-id.ts';
import type { PartPlace } from '../domain/job-export/job-export.ts';
import { csvPart, jsonPart } from '../domain/job-export/job-export.ts';
import type { BackupInstance } from '../domain/protection/backup-instance.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import type { JobSummary } from '../vault/documents/job.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import type { Dependencies } from './dependencies.ts';
import { settling } from './permanent-failure.ts';

type Input = InputOf<typeof activities.exportSlice>;
type Output = OutputOf<typeof activities.exportSlice>;

/** How a job looks outside, as lists of the API show it. */
export interface JobView {
  /** @param instance absent where it is gone, and of a job of the whole vault */
  readonly json: (job: JobSummary, instance: BackupInstance | undefined) => string;
  readonly columns: readonly string[];
  /** As many as there are columns. */
  readonly cells: (job: JobSummary, instance: BackupInstance | undefined) => readonly string[];
}

export interface ExportDependencies extends Dependencies {
  readonly jobView: JobView;
}

export const exportSlice =
  ({ vault, jobView }: ExportDependencies) =>
  async ({ jobId, filter, seq, jobsPerPart, before, continuation }: Input): Promise<Output> =>
    await settling(async (): Promise<Output> => {
      const begun = jobStartMs(jobId);
      const page = await vault.jobs.list({
        filter: { ...filter, startedUntil: Math.min(filter.startedUntil ?? begun, begun) },
        top: jobsPerPart,
        ...(continuation === undefined ? {} : { continuation }),
      });
      if (page === 'bad-continuation')
        return fail('InternalError', `The place in the list of jobs where part ${seq} begins is not known`);
      // The export is no news to who asked for it.
      const jobs = page.items.filter(({ id }) => id !== jobId);
      const place = { before, isFirst: seq === 0, isLast: page.continuation === undefined };
      const instances = new Map((await vault.instances.list()).map((one) => [one.name, one]));
      const shown = jobs.map((job) => ({ job, instance: instances.get(job.backupInstance ?? '') }));
      const files = filesOf(jobView, shown, place);
      const part = await vault.exports.stage(jobId, seq, files);
      const next = page.continuation === undefined ? {} : { continuation: page.continuation };
      return succeed({ part, jobs: jobs.length, ...next });
    });

const filesOf = (
  { json, columns, cells }: JobView,
  shown: readonly { readonly job: JobSummary; readonly instance: BackupInstance | undefined }[],
  place: PartPlace,
) => ({
  json: jsonPart(
    shown.map(({ job, instance }) => json(job, instance)),
    place,
  ),
  csv: csvPart(
    columns,
    shown.map(({ job, instance }) => cells(job, instance)),
    place,
  ),
});
