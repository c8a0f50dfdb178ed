// Retention of a recovery point as the API shows it: in the words of the domain, with a sentence for people.

import type { Explanation } from '../../domain/retention/explain.ts';
import type { RetentionVerdict } from '../../domain/retention/verdict.ts';
import { tagWords } from '../../domain/retention/verdict-words.ts';

export const shownVerdict = (verdict: RetentionVerdict): object => {
  const { recoveryPointId: _, ...rest } = verdict;
  return { ...rest, words: tagWords(verdict) };
};

export const explanationBody = ({ verdict, ...rest }: Explanation): object => ({
  recoveryPointId: verdict.recoveryPointId,
  ...shownVerdict(verdict),
  ...rest,
});

export interface PreviewRow {
  readonly recoveryPointId: string;
  readonly change: string;
  readonly present?: RetentionVerdict;
  readonly previewed: RetentionVerdict;
}

export const shownPreview = ({ present, previewed, ...row }: PreviewRow): object => ({
  ...row,
  ...(present === undefined ? {} : { present: shownVerdict(present) }),
  previewed: shownVerdict(previewed),
});
