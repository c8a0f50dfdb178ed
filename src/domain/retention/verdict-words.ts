// A verdict in words, for jobs and lists: "Weekly, P12W: FirstOfWeek (priority 20)".

import type { RetentionVerdict } from './verdict.ts';

const basisWords = ({ basis }: RetentionVerdict): string => {
  switch (basis.kind) {
    case 'criterion':
      return `${basis.criterion} (priority ${basis.priority})`;
    case 'no-criterion-matched':
      return 'the default, as no criterion took it';
    case 'asked-for':
      return 'asked for by the backup';
    case 'on-demand-default':
      return 'the default, for an on-demand backup';
  }
};

/** Which tag the point has, how long the tag keeps it, and why it has the tag. */
export const tagWords = (verdict: RetentionVerdict): string =>
  `${verdict.tag}, ${verdict.retention ?? 'which the policy does not have'}: ${basisWords(verdict)}`;
