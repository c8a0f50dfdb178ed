// Exported lists of jobs: files beside the vault, made in parts, handed out by links, and deleted after a day.

import { hash } from 'node:crypto';
import { isJobId } from '../../domain/job/job-id.ts';
import type { ExportFile } from '../../domain/job-export/job-export.ts';
import { exportExpiry } from '../../domain/job-export/job-export.ts';
import type { ObjectStore, ReadLink } from '../../ports/object-store.ts';
import { isStoreError, MAX_BATCH } from '../../ports/object-store.ts';
import { exportBlobs, exportsContainer } from '../layout.ts';

export interface Exports {
  /**
   * Uploads one part of both files, and the container with the first. Returns its id, which follows from its number and
   * content: another content of the same number is another part.
   */
  stage(jobId: string, seq: number, content: Readonly<Record<ExportFile, string>>): Promise<string>;
  /** Idempotent. */
  commit(jobId: string, file: ExportFile, partIds: readonly string[]): Promise<void>;
  /**
   * undefined where the file is not there (any more).
   * @param expiresAt milliseconds since the Unix epoch
   */
  link(jobId: string, file: ExportFile, expiresAt: number): Promise<ReadLink | undefined>;
  /** Idempotent. Both files. */
  remove(jobId: string): Promise<void>;
  /** Deletes what has expired. Returns the number of files. */
  removeExpired(now: number): Promise<number>;
}

const contentTypes: Readonly<Record<ExportFile, string>> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
};
const files = ['json', 'csv'] as const;

const nameOf = (jobId: string, file: ExportFile): string => exportBlobs[file].build({ jobId });

const isGone = (error: unknown): boolean => isStoreError(error) && error.code === 'container-not-found';

export const jobExports = (control: ObjectStore): Exports => ({
  async stage(jobId, seq, content) {
    const digits = hash('sha256', content.json + content.csv).slice(0, 16);
    const partId = `${String(seq).padStart(4, '0')}-${digits}`;
    for (const file of files) {
      const put = () =>
        control.stageBlock(exportsContainer, nameOf(jobId, file), partId, Buffer.from(content[file]));
      await put().catch(async (error: unknown) => {
        if (!isGone(error)) throw error;
        await control.createContainer(exportsContainer);
        await put();
      });
    }
    return partId;
  },

  commit: (jobId, file, partIds) =>
    control.commitBlocks(exportsContainer, nameOf(jobId, file), partIds, { contentType: contentTypes[file] }),

  async link(jobId, file, expiresAt) {
    const name = nameOf(jobId, file);
    if ((await control.head(exportsContainer, name)) === undefined) return undefined;
    return await control.readLink(exportsContainer, name, expiresAt);
  },

  async remove(jobId) {
    for (const file of files) await control.delete(exportsContainer, nameOf(jobId, file));
  },

  async removeExpired(now) {
    const expired = (await namesOf(control)).filter((name) => {
      const jobId = files.map((file) => exportBlobs[file].parse(name)?.jobId).find((id) => id !== undefined);
      return jobId !== undefined && isJobId(jobId) && exportExpiry(jobId) <= now;
    });
    for (let at = 0; at < expired.length; at += MAX_BATCH) {
      const batch = expired.slice(at, at + MAX_BATCH);
      for (const one of await control.deleteMany(exportsContainer, batch))
        if (one.outcome === 'refused') throw one.error;
    }
    return expired.length;
  },
});

async function namesOf(control: ObjectStore): Promise<readonly string[]> {
  const names: string[] = [];
  let continuation: string | undefined;
  try {
    do {
      const page = await control.listBlobs(
        exportsContainer,
        continuation === undefined ? {} : { continuation },
      );
      names.push(...page.items.map(({ name }) => name));
      continuation = page.continuation;
    } while (continuation !== undefined);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
  return names;
}
