// A stretch of one container's blob names. Ends are where leaves end, so the upper one is inclusive and the lower exclusive.

export interface KeyRange {
  readonly container: string;
  /** Names greater than this; absent: from the beginning. */
  readonly after?: string;
  /** Names up to and including this; absent: to the end. */
  readonly to?: string;
}

/**
 * May a range end at this name? Every other name must sort to the same side of it by UTF-16 code units, the manifest's
 * order, and by UTF-8 bytes, which may be the service's. They differ from surrogates on.
 */
export const isOrderSafe = (name: string): boolean => !/[\ud800-\uffff]/.test(name);
