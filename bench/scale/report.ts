// What the benchmark prints of a run: rates by time of the processor, since the machine may have other things to do; and
// what has to stay small.

import type { WrittenAlone } from './manifest-alone.ts';
import type { Measured } from './measurement.ts';
import type { Tally } from './scale-accounts.ts';

const MIB = 1024 * 1024;

export const peakMiB = (): number => process.resourceUsage().maxRSS / 1024;

export const count = (number: number): string => Math.round(number).toLocaleString('en');

export const mib = (bytes: number): string => `${count(bytes / MIB)} MiB`;

const seconds = (value: number): string => `${value.toFixed(1)} s`;

/** A phase of a smaller share of the whole is not told. */
const SMALLEST_SHARE = 0.05;

/** Entries per second of one core: without what it took to make up listings and to delete, which is the services' work. */
const rateOf = (entries: number, { cpuSeconds, serviceSeconds }: WrittenAlone): number =>
  entries / (cpuSeconds - serviceSeconds);

/** Returns the row of the table. */
export const report = (what: string, entries: number, measured: Measured): string => {
  const { cpuSeconds, serviceSeconds, phases } = measured;
  const rate = rateOf(entries, measured);
  console.log(`  ${what}: ${count(rate)} entries per second of one core`);
  const large = [...phases].filter(([, part]) => part >= cpuSeconds * SMALLEST_SHARE);
  console.log(
    `    ${seconds(measured.seconds)} by the clock, ${seconds(cpuSeconds)} of processor: ` +
      `${seconds(serviceSeconds)} for the services; ` +
      large.map(([name, part]) => `${name} ${seconds(part)}`).join(', '),
  );
  console.log(`    ${requestsOf(measured)}`);
  const { activities, longestActivity, longestHistory, largestMessage } = measured;
  console.log(
    `    ${count(activities)} activities, the longest ${longestActivity.name} ${seconds(longestActivity.seconds)}; ` +
      `longest history ${longestHistory} events, largest message ${(largestMessage / 1024).toFixed(1)} KiB; ` +
      `peak memory so far ${peakMiB().toFixed(0)} MiB`,
  );
  return tableRow(what, rate, measured);
};

/** Returns the row of the table. */
export const reportAlone = (entries: number, written: WrittenAlone): string => {
  const what = 'its manifest, without copies';
  const rate = rateOf(entries, written);
  console.log(`  ${what}: ${count(rate)} entries per second of one core; the same root`);
  console.log(
    `    ${seconds(written.cpuSeconds)} of processor: ${seconds(written.serviceSeconds)} for the services`,
  );
  return tableRow(what, rate, written);
};

/** As docs/scale.md has them, to be put there as they are. */
export const printTable = (title: string, rows: readonly string[]): void =>
  console.log(
    [
      '',
      `| ${title} | entries a second on one core | requests | chunks read | written | peak memory |`,
      '|---|---|---|---|---|---|',
      ...rows,
      '',
    ].join('\n'),
  );

const tableRow = (what: string, rate: number, tally: Tally): string => {
  const { requests, copies, listings, chunksWritten } = tally;
  const ofThem = `${count(copies)} copies, ${count(listings)} listings`;
  const chunks = `${count(chunksReadOf(tally))} | ${count(chunksWritten)}`;
  return `| ${what} | ${count(rate)} | ${count(requests)}: ${ofThem} | ${chunks} | ${peakMiB().toFixed(0)} MiB |`;
};

const chunksReadOf = ({ chunkReads }: Tally): number =>
  [...chunkReads.values()].reduce((sum, reads) => sum + reads, 0);

const requestsOf = (tally: Tally): string => {
  const { requests, listings, chunksWritten, copies } = tally;
  const chunksRead = chunksReadOf(tally);
  return (
    `${count(requests)} requests: ${count(copies)} copies, ${count(listings)} listings of blobs, ` +
    `${count(chunksRead)} chunks read, ${count(chunksWritten)} written, ` +
    `${count(requests - copies - listings - chunksRead - chunksWritten)} others`
  );
};
