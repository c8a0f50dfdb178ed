// Where this host differs from the recordings on purpose. The inside tests and the comparison over HTTP both skip by
// this one table.

export interface DeliberateDifference {
  /** The scenario's name, as in its recording. */
  readonly scenario: string;
  readonly reason: string;
  /** Only differences at these paths are accepted; without it the scenario is not compared at all. */
  readonly paths?: readonly RegExp[];
}

export const deliberateDifferences: readonly DeliberateDifference[] = [];
