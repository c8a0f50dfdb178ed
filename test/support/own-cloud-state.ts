// What is in a simulated cloud, for another one that begins with it and goes its own way.

import { BlockContent } from '../../src/memory/cloud/block-content.ts';
import type { Cloud, CloudState } from '../../src/memory/cloud/cloud.ts';

/** With records that nobody else changes. */
export const ownState = (cloud: Cloud): CloudState => {
  const own = <R extends object>(records: readonly R[]): readonly R[] =>
    records.map((record) =>
      'content' in record && record.content instanceof BlockContent
        ? { ...record, content: record.content.copy() }
        : { ...record },
    );
  const state = cloud.state();
  return {
    ...state,
    volumes: own(state.volumes),
    volumeSnapshots: own(state.volumeSnapshots),
    diskSnapshots: own(state.diskSnapshots),
    disks: own(state.disks),
    operations: own(state.operations),
  };
};
