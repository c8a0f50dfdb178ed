// Rows of GET coverage. Beyond Azure.

import type { Uncovered, UncoveredReason } from '../../domain/protection/coverage.ts';
import { warningText } from '../job/user-facing-error.ts';

const words: Readonly<Record<UncoveredReason, readonly [reason: string, message: string]>> = {
  system: ['SystemContainer', 'It is a container of the storage service itself.'],
  excluded: ['Excluded', 'The backup instance excludes it.'],
  'not-included': [
    'NotSelected',
    'The backup instance names the containers that it protects, and not this one.',
  ],
  'not-backed-up-yet': ['NotBackedUpYet', 'It is protected, and the next backup takes it.'],
  'missing-at-source': [
    'MissingAtSource',
    'The backup instance names it and the account does not have it: backups fail until one of both is changed.',
  ],
};

export const coverageRow = (one: Uncovered): object => {
  if (one.kind === 'blobs') {
    const { code, count, examples } = one.warning;
    return { objectType: 'Blobs', reason: code, message: warningText(code), count, examples };
  }
  const [reason, message] = words[one.reason];
  return {
    objectType: 'Container',
    name: one.name,
    reason,
    message,
    appearedSinceConfigured: one.isNew === true,
  };
};
