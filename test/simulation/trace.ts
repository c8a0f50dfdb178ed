// All that happened in a simulation: its hash, by which a replay is known to be the same, and its last lines.

import { createHash } from 'node:crypto';
import type { Log } from '../../src/ports/log.ts';

const KEPT_LINES = 400;

export class Trace {
  private readonly onLine: (line: string) => void;
  private readonly hash = createHash('sha256');
  private readonly lines: string[] = [];
  private unhashed: string[] = [];

  constructor(onLine: (line: string) => void) {
    this.onLine = onLine;
  }

  add(line: string): void {
    this.unhashed.push(line);
    this.lines.push(line);
    if (this.unhashed.length >= KEPT_LINES) this.digest();
    if (this.lines.length >= 2 * KEPT_LINES) this.lines.splice(0, KEPT_LINES);
    this.onLine(line);
  }

  get last(): readonly string[] {
    return this.lines;
  }

  /** Nothing can be added any more. */
  end(): string {
    this.digest();
    return this.hash.digest('hex');
  }

  /** Line by line it would cost more than what happened. */
  private digest(): void {
    this.hash.update(this.unhashed.join(''));
    this.unhashed = [];
  }
}

const errorsAsText = (_: string, value: unknown): unknown => (value instanceof Error ? value.message : value);

/** What the app logs, in lines. */
export const logTo = (note: (line: string) => void): Log => {
  const line =
    (level: string): Log['info'] =>
    (message, fields) =>
      note(`log ${level}: ${message} ${JSON.stringify(fields, errorsAsText) ?? ''}`);
  return { info: line('info'), warn: line('warn'), error: line('error') };
};
