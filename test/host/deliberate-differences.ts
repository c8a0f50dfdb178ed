// Where this host differs from the recordings on purpose. The inside tests and the comparison over HTTP both skip by
// this one table.

export interface DeliberateDifference {
  /** The scenario's name, as in its recording. */
  readonly scenario: string;
  readonly reason: string;
  /**
   * Only differences at these paths of the comparison over HTTP are accepted; without them the scenario is not
   * compared at all.
   */
  readonly paths?: readonly string[];
}

const NO_ENTITIES =
  'Entities and their locks are not run: no function of Holdfast is one. An orchestrator that calls or signals an entity fails with a text that says so, and the entity routes answer 501.';

export const deliberateDifferences: readonly DeliberateDifference[] = [
  { scenario: 'entity', reason: NO_ENTITIES },
  { scenario: 'entity-lock', reason: NO_ENTITIES },
  { scenario: 'unregistered-entity', reason: NO_ENTITIES },
  {
    scenario: 'call-http',
    reason:
      'callHttp is not run: what Holdfast asks over HTTP, its activities ask. An orchestrator that calls it fails with a text that says so.',
  },
  {
    scenario: 'management',
    reason: `${NO_ENTITIES} Two entities of the recording are therefore missing in its list of everything and in its last purge.`,
    paths: [
      String.raw`^http\[\d+ \w+ entities`,
      String.raw`^http\[\d+ GET instances\?top=500\]`,
      String.raw`^http\[\d+ DELETE instances\?createdTimeFrom=[^&\]]*\]\.body\.json\.instancesDeleted$`,
    ],
  },
];
