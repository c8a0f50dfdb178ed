// One line of a journal or snapshot: `<crc32> <batch> <json>`. The checksum tells a torn line from a whole one, the
// batch number tells a torn tail (never acknowledged) from damage to what was synced.

import { crc32 } from 'node:zlib';

export interface JournalLine {
  readonly batch: number;
  readonly json: string;
}

export interface ReadLines {
  readonly lines: readonly JournalLine[];
  /** Bytes up to the end of the last good line; what follows is a torn tail. */
  readonly goodBytes: number;
}

/** Journaled data that was synced is unreadable; only a person can decide what to do. */
export class DamagedJournal extends Error {}

export function formatLine({ batch, json }: JournalLine): string {
  const body = `${batch} ${json}`;
  return `${checksum(body)} ${body}\n`;
}

export function readLines(content: Buffer, name: string): ReadLines {
  const lines: JournalLine[] = [];
  let start = 0;
  while (start < content.length) {
    const end = content.indexOf(0x0a, start);
    const line = end < 0 ? undefined : parseLine(content.toString('utf8', start, end));
    if (!line) {
      refuseDamage(content.subarray(start), lines.at(-1)?.batch ?? 0, { name, offset: start });
      break;
    }
    lines.push(line);
    start = end + 1;
  }
  return { lines, goodBytes: start };
}

function parseLine(text: string): JournalLine | undefined {
  const match = /^([0-9a-f]{8}) (\d+) /.exec(text);
  if (!match?.[1] || !match[2]) return undefined;
  if (checksum(text.slice(9)) !== match[1]) return undefined;
  return { batch: Number(match[2]), json: text.slice(match[0].length) };
}

/**
 * A batch is written only after the one before it was synced. A good line of a batch at least two after the last
 * good one before the gap therefore proves that the gap was synced once.
 */
function refuseDamage(rest: Buffer, lastBatch: number, where: { name: string; offset: number }): void {
  for (const text of rest.toString('utf8').split('\n')) {
    const line = parseLine(text);
    if (line && line.batch > lastBatch + 1) {
      throw new DamagedJournal(
        `${where.name} is damaged at byte ${where.offset}: synced data before batch ${line.batch} cannot be read. Restore the file, or move the folder away to start without its orchestrations.`,
      );
    }
  }
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
