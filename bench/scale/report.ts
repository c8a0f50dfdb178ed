// What the benchmark prints of a run: rates by time of the processor, since the machine may have other things to do; and
// what has to stay small.

import type { Measured } from './measurement.ts';

const MIB = 1024 * 1024;

export const peakMiB = (): number => process.resourceUsage().maxRSS / 1024;

export const count = (number: number): string => Math.round(number).toLocaleString('en');

export const mib = (bytes: number): string => `${count(bytes / MIB)} MiB`;

const seconds = (value: number): string => `${value.toFixed(1)} s`;

/** A phase of a smaller share of the whole is not told. */
const SMALLEST_SHARE = 0.05;

/** Entries per second of one core: without what it took to make up listings and to delete, which is the services' work. */
export const report = (what: string, entries: number, measured: Measured): void => {
  const { cpuSeconds, serviceSeconds, phases } = measured;
  const own = cpuSeconds - serviceSeconds;
  console.log(`  ${what}: ${count(entries / own)} entries per second of one core`);
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
};

const requestsOf = ({ requests, listings, chunkReads, chunksWritten, copies }: Measured): string => {
  const chunksRead = [...chunkReads.values()].reduce((sum, reads) => sum + reads, 0);
  return (
    `${count(requests)} requests: ${count(copies)} copies, ${count(listings)} listings of blobs, ` +
    `${count(chunksRead)} chunks read, ${count(chunksWritten)} written, ` +
    `${count(requests - copies - listings - chunksRead - chunksWritten)} others`
  );
};
