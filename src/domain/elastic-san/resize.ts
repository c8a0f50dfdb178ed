// The first backup after a volume was resized: its snapshot is not incremental, and its export may fail (facts: elastic-san
// 3). It is named as such, whether it succeeds or not.

import type { Failure } from '../shared/failure.ts';

const BYTES_PER_GIB = 1024 ** 3;

/**
 * `from 1 GiB to 2 GiB`; undefined where nothing has changed, or nothing is known of before.
 * @param before of the recovery point before
 */
export const resizeWords = (before: number | undefined, now: number): string | undefined =>
  before === undefined || before === now
    ? undefined
    : `from ${before / BYTES_PER_GIB} GiB to ${now / BYTES_PER_GIB} GiB`;

export const afterResize = (failure: Failure, words: string): Failure => ({
  ...failure,
  message: `${failure.message} It is the first backup since the volume was resized ${words}: its snapshot is not incremental, and its export may fail.`,
  recommendedAction: [
    'Start the backup again. If the first one since the resize fails again and again, ask Azure support about the export of the volume.',
    ...failure.recommendedAction,
  ],
});
