// A stretch of one container's blob names. Ends are where leaves end, so the upper one is inclusive and the lower exclusive.

export interface KeyRange {
  readonly container: string;
  /** Names greater than this; absent: from the beginning. */
  readonly after?: string;
  /** Names up to and including this; absent: to the end. */
  readonly to?: string;
}
