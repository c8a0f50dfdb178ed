// The list of jobs as a file to take away: how it is put together of parts, and how long it is there.

import { jobStartMs } from '../job/job-id.ts';

/** One of the files of an export. */
export type ExportFile = 'json' | 'csv';

const HOUR_MS = 3_600_000;

/** Files are deleted so long after their export was asked for. */
const KEPT_MS = 24 * HOUR_MS;

/** A link to a file ends so long after it was given out. */
const LINK_MS = HOUR_MS;

/** Parts of one export; their ids travel in one message. */
export const MAX_PARTS = 1000;

/** Milliseconds since the Unix epoch. */
export const exportExpiry = (jobId: string): number => jobStartMs(jobId) + KEPT_MS;

export const linkExpiry = (jobId: string, now: number): number =>
  Math.min(now + LINK_MS, exportExpiry(jobId));

export interface PartPlace {
  /** Jobs in the parts before. */
  readonly before: number;
  /** The first part, and the last one: they hold what stands around the jobs, so that none is empty. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** @param rows each a JSON text. One row a line, in one array */
export const jsonPart = (rows: readonly string[], { before, isFirst, isLast }: PartPlace): string => {
  const separator = before > 0 && rows.length > 0 ? ',\n' : '';
  return `${isFirst ? '[\n' : ''}${separator}${rows.join(',\n')}${isLast ? '\n]\n' : ''}`;
};

/** With the mark by which spreadsheets know UTF-8, and lines as RFC 4180 ends them. */
export const csvPart = (
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { isFirst, isLast }: Pick<PartPlace, 'isFirst' | 'isLast'>,
): string => {
  const start = isFirst ? `\uFEFF${csvLine(header)}` : '';
  return `${start}${rows.map((row) => `\r\n${csvLine(row)}`).join('')}${isLast ? '\r\n' : ''}`;
};

/** Text that a spreadsheet would take for a formula begins with an apostrophe: names come from anybody. */
const csvCell = (text: string): string => {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

const csvLine = (cells: readonly string[]): string => cells.map(csvCell).join(',');
