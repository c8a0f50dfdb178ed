// The retention tags of a backup rule: which points take them, in which order they win, and the retention rule of each.

import type { TimeZone } from '../schedule/time-zone.ts';
import { DAY_MS, toWall } from '../schedule/time-zone.ts';
import { sameText } from '../shared/same-text.ts';
import type { Criteria, RetentionTag } from './backup-policy.ts';
import type { PolicyProfile } from './datasource-types.ts';
import type { BackupCriteria, BackupRule, TaggingCriteria } from './definition.ts';
import type { Placed, PolicyPath, PolicyProblems } from './policy-problem.ts';
import type { KeptFor } from './read-retention-rules.ts';

export interface ReadTags {
  readonly tags: readonly RetentionTag[];
  readonly defaultTag: RetentionTag;
}

interface Context {
  readonly profile: PolicyProfile;
  readonly zone: TimeZone;
}

/** undefined where there is no default tag; that and other problems are added. */
export function readTags(
  { rule, path }: Placed<BackupRule>,
  rules: readonly KeptFor[],
  context: Context,
  problems: PolicyProblems,
): ReadTags | undefined {
  const at = [...path, 'trigger', 'taggingCriteria'];
  const given = rule.trigger.taggingCriteria;
  refuseDoubles(given, at, problems);
  refuseUntagged(given, rules, problems);
  const tags: RetentionTag[] = [];
  const defaults: RetentionTag[] = [];
  for (const [index, tagging] of given.entries()) {
    const tag = readTag(tagging, rules, { ...context, path: [...at, index] }, problems);
    if (tag === undefined) continue;
    (tagging.isDefault ? defaults : tags).push(tag);
    if (defaults.length > 1) problems.add([...at, index, 'isDefault'], 'must be true for one tag only');
  }
  if (!given.some(({ isDefault }) => isDefault)) {
    return problems.add(at, 'must have a default tag (isDefault), for points that no criterion takes');
  }
  const [defaultTag] = defaults;
  return defaultTag === undefined
    ? undefined
    : { tags: tags.sort((a, b) => a.priority - b.priority), defaultTag };
}

/** Equal priorities would leave open which tag a point takes. */
function refuseDoubles(given: readonly TaggingCriteria[], at: PolicyPath, problems: PolicyProblems): void {
  for (const [index, { tagInfo, taggingPriority }] of given.entries()) {
    const earlier = given.slice(0, index);
    const rival = earlier.find((other) => other.taggingPriority === taggingPriority);
    if (rival !== undefined) {
      problems.add(
        [...at, index, 'taggingPriority'],
        `must be a priority of its own: ${taggingPriority} is that of the tag ${rival.tagInfo.tagName}`,
      );
    }
    if (earlier.some((other) => sameText(other.tagInfo.tagName, tagInfo.tagName))) {
      problems.add([...at, index, 'tagInfo', 'tagName'], `is the name of another tag: ${tagInfo.tagName}`);
    }
  }
}

function refuseUntagged(
  given: readonly TaggingCriteria[],
  rules: readonly KeptFor[],
  problems: PolicyProblems,
): void {
  for (const { name, path } of rules) {
    if (given.some(({ tagInfo }) => sameText(tagInfo.tagName, name))) continue;
    problems.add([...path, 'name'], `must be the name of a tag of the backup rule, which ${name} is not`);
  }
}

function readTag(
  tagging: TaggingCriteria,
  rules: readonly KeptFor[],
  { path, ...context }: Context & { readonly path: PolicyPath },
  problems: PolicyProblems,
): RetentionTag | undefined {
  const { tagInfo, taggingPriority: priority, isDefault, criteria = [] } = tagging;
  if (isDefault && criteria.length > 0) {
    problems.add([...path, 'criteria'], 'must be absent for the default tag, which takes all other points');
  }
  if (!isDefault && criteria.length === 0) {
    problems.add([...path, 'criteria'], 'must say which points take the tag');
  }
  const read = criteria.map((one, index) =>
    readCriteria(one, { ...context, path: [...path, 'criteria', index] }, problems),
  );
  const rule = rules.find(({ name }) => sameText(name, tagInfo.tagName));
  if (rule === undefined) {
    return problems.add(
      [...path, 'tagInfo', 'tagName'],
      `must be the name of a retention rule, which ${tagInfo.tagName} is not`,
    );
  }
  if (isDefault && !rule.isDefault) {
    problems.add(
      [...path, 'tagInfo', 'tagName'],
      `must be the name of the default retention rule: ${rules.find((one) => one.isDefault)?.name ?? 'there is none'}`,
    );
  }
  if (rule.duration === undefined) return undefined;
  return { name: rule.name, priority, duration: rule.duration, criteria: read };
}

function readCriteria(
  { objectType: _, scheduleTimes, ...criteria }: BackupCriteria,
  { path, profile, zone }: Context & { readonly path: PolicyPath },
  problems: PolicyProblems,
): Criteria {
  const fields = Object.entries({ ...criteria, scheduleTimes }).filter(([, values]) => values?.length);
  if (fields.length === 0) problems.add(path, 'must have a criterion');
  if (profile.criteria === 'absolute') {
    for (const [field] of fields.filter(([name]) => name !== 'absoluteCriteria')) {
      problems.add(
        [...path, field],
        'must be absent: this datasource type is tagged by absoluteCriteria alone',
      );
    }
  }
  for (const [index, { date, isLast }] of (criteria.daysOfMonth ?? []).entries()) {
    if (isLast === true || (date !== undefined && Number.isInteger(date) && date >= 1 && date <= 28))
      continue;
    problems.add([...path, 'daysOfMonth', index], 'must be a date from 1 to 28, or isLast');
  }
  if (scheduleTimes === undefined || scheduleTimes.length === 0) return criteria;
  const timesOfDayMs = scheduleTimes.map((text) => timeOfDay(text, zone));
  for (const [index, time] of timesOfDayMs.entries()) {
    if (Number.isNaN(time)) problems.add([...path, 'scheduleTimes', index], 'must be a date and time');
  }
  return { ...criteria, timesOfDayMs };
}

/** A date-time without an offset is a reading of the policy's wall clock. */
function timeOfDay(text: string, zone: TimeZone): number {
  const hasOffset = /(Z|[+-]\d{2}:\d{2})$/i.test(text);
  const wall = hasOffset ? toWall(zone, Date.parse(text)) : Date.parse(`${text}Z`);
  return wall - Math.floor(wall / DAY_MS) * DAY_MS;
}
