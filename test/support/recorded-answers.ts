// What the API answers in end-to-end tests, written down while they run, one file per process, so that
// test/answers/specification.test.ts can hold all of it to the specification at once: loading that takes seconds.
// Answers of the same shape are written once.

import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArmResponse } from '../../local/demo/arm-client.ts';
import { ArmClient } from '../../local/demo/arm-client.ts';

export interface RecordedAnswer {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Set by vitest.config.ts for the processes of one run. */
const folder = (): string | undefined => process.env.HOLDFAST_TEST_ANSWERS;

const seen = new Set<string>();

/** Types and names all the way down, and the values of enumerations, which are single words. */
const shapeOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return [...new Set(value.map((one) => JSON.stringify(shapeOf(one))))];
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, below]) => [name, shapeOf(below)]));
  }
  return typeof value === 'string' && /^[A-Z][A-Za-z]+$/.test(value) ? value : typeof value;
};

const withoutNames = (path: string): string => path.replaceAll(/[^/]*\d[^/]*/g, '#');

export class RecordingArmClient extends ArmClient {
  override async send(method: string, pathOrUrl: string, body?: unknown): Promise<ArmResponse> {
    const answer = await super.send(method, pathOrUrl, body);
    const { pathname, search } = new URL(pathOrUrl, 'http://localhost');
    const { status, body: answered } = answer;
    const headers = Object.fromEntries(answer.headers);
    const shape = JSON.stringify([method, withoutNames(pathname), status, shapeOf(answered)]);
    const target = folder();
    if (target === undefined || seen.has(shape)) return answer;
    seen.add(shape);
    const recorded: RecordedAnswer = { method, url: `${pathname}${search}`, status, headers, body: answered };
    appendFileSync(join(target, `${process.pid}.jsonl`), `${JSON.stringify(recorded)}\n`);
    return answer;
  }
}

export const recordedAnswers = (): readonly RecordedAnswer[] => {
  const from = folder();
  if (from === undefined) return [];
  return readdirSync(from).flatMap((name) =>
    readFileSync(join(from, name), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as RecordedAnswer),
  );
};
