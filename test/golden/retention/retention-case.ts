// A golden case of retention: a policy, a history and a moment in; what is kept, until when and why, out as text.

import { criteriaWords } from '../../../src/domain/retention/criteria.ts';
import { evaluateRetention } from '../../../src/domain/retention/evaluate.ts';
import type { RetentionPoint, RetentionVerdict } from '../../../src/domain/retention/verdict.ts';
import { tagWords } from '../../../src/domain/retention/verdict-words.ts';
import type { PolicySketch } from '../../support/policy-fixture.ts';
import { history, policyOf } from '../../support/policy-fixture.ts';

export interface RetentionCase {
  readonly name: string;
  readonly policy: PolicySketch;
  readonly from: string;
  readonly until: string;
  /** Slots whose backup failed, by the beginnings of their ids. */
  readonly failed?: readonly string[];
  /** Points that are there besides those of the schedule. */
  readonly more?: readonly RetentionPoint[];
  /** The points under another policy than the one that made them. */
  readonly changedTo?: PolicySketch;
  readonly now: string;
  readonly nthWeekday?: true;
  readonly retainForever?: true;
  readonly damaged?: readonly string[];
}

const policyWords = ({ intervals, timeZone, keep, tags = [] }: PolicySketch): string =>
  [
    `${intervals?.join(' ') ?? 'daily 02:00'} ${timeZone ?? 'UTC'}`,
    ...tags.map(
      ([name, duration, priority, ...criteria]) =>
        `${name} ${duration} (${priority}) ${criteria
          .map(({ scheduleTimes, ...rest }) =>
            [criteriaWords(rest), ...(scheduleTimes ?? [])].filter((word) => word !== '').join(' '),
          )
          .join(' or ')}`,
    ),
    `Default ${keep ?? 'P7D'}`,
  ].join('; ');

const keptLine = (verdict: RetentionVerdict): string => {
  const until = verdict.expiresAt ?? '(no end)';
  const reason = verdict.reason === 'not-yet-expired' ? '' : ` [${verdict.reason}]`;
  return `  ${verdict.recoveryPointId}  until ${until}  ${tagWords(verdict)}${reason}`;
};

const expiredLines = (verdicts: readonly RetentionVerdict[]): readonly string[] => {
  const byTag = new Map<string, number>();
  for (const { tag } of verdicts) byTag.set(tag, (byTag.get(tag) ?? 0) + 1);
  return [...byTag].sort(([a], [b]) => (a < b ? -1 : 1)).map(([tag, count]) => `  expired: ${count} ${tag}`);
};

export const goldenText = (one: RetentionCase): string => {
  const points = [...history(policyOf(one.policy), one.from, one.until, one.failed), ...(one.more ?? [])];
  const verdicts = evaluateRetention(policyOf(one.changedTo ?? one.policy), points, {
    now: Date.parse(one.now),
    weekReading: one.nthWeekday ? 'nth-weekday' : 'calendar-rows',
    retainForever: one.retainForever === true,
    damaged: new Set(one.damaged),
  });
  return [
    `## ${one.name}`,
    `policy: ${policyWords(one.policy)}`,
    ...(one.changedTo === undefined ? [] : [`now: ${policyWords(one.changedTo)}`]),
    `history: ${one.from} to ${one.until}${one.failed === undefined ? '' : `, failed ${one.failed.join(' ')}`}; looked at ${one.now}`,
    ...verdicts.filter(({ keep }) => keep).map(keptLine),
    ...expiredLines(verdicts.filter(({ keep }) => !keep)),
    '',
  ].join('\n');
};
