// What the contracts of the resource ports are proved on: a cloud with one Elastic SAN and one resource group for
// snapshots, the ports over it, and its clock.

import { expect } from 'vitest';
import type { Cloud } from '../../../src/memory/cloud/cloud.ts';
import type { ElasticSans } from '../../../src/ports/elastic-san.ts';
import type { ManagedDisks } from '../../../src/ports/managed-disks.ts';
import type { ResourceErrorCode } from '../../../src/ports/resource-error.ts';
import type { ResourceGroups } from '../../../src/ports/resource-groups.ts';
import type { OperationProgress, ResourceOperations } from '../../../src/ports/resource-operation.ts';

export const subscription = '/subscriptions/11111111-2222-3333-4444-555555555555';
export const sanGroup = `${subscription}/resourceGroups/san`;
export const snapshotGroup = `${subscription}/resourceGroups/snapshots`;
export const sanId = `${sanGroup}/providers/Microsoft.ElasticSan/elasticSans/contoso`;
export const groupId = `${sanId}/volumegroups/data`;
export const volumeId = `${groupId}/volumes/sql`;
export const volumeSnapshot = (name: string): string => `${groupId}/snapshots/${name}`;
export const diskSnapshot = (name: string): string =>
  `${snapshotGroup}/providers/Microsoft.Compute/snapshots/${name}`;
export const disk = (name: string): string => `${snapshotGroup}/providers/Microsoft.Compute/disks/${name}`;

export interface ResourceWorld {
  readonly cloud: Cloud;
  readonly elasticSans: ElasticSans;
  readonly managedDisks: ManagedDisks;
  readonly resourceGroups: ResourceGroups;
  readonly advance: (milliseconds: number) => void;
}

export type GetResourceWorld = () => ResourceWorld;

export const drivenClock = () => {
  let time = Date.parse('2026-11-25T08:00:00Z');
  return {
    now: () => time,
    advance: (milliseconds: number) => {
      time += milliseconds;
    },
  };
};

/** What every test finds: a volume of 1 GiB in a SAN of 1 TiB, ready. */
export const furnish = (cloud: Cloud): void => {
  cloud.resourceGroups.put({ id: sanGroup, location: 'westeurope' });
  cloud.resourceGroups.put({ id: snapshotGroup, location: 'westeurope' });
  cloud.sans.put({ id: sanId, location: 'westeurope', sku: 'Premium_LRS', totalSizeTiB: 1 });
  cloud.volumeGroups.put({ id: groupId, encryption: 'EncryptionAtRestWithPlatformKey' });
};

/** Asks again with the state, as text, until it has ended; time passes meanwhile. */
export const ended = async (
  world: ResourceWorld,
  port: ResourceOperations,
  begun: OperationProgress,
): Promise<Exclude<OperationProgress, { status: 'running' }>> => {
  let progress = begun;
  for (let polls = 0; progress.status === 'running'; polls += 1) {
    if (polls > 50) throw new Error('The operation did not end');
    world.advance(progress.retryAfterMs ?? 1_000);
    progress = await port.poll(progress.state);
  }
  return progress;
};

export const succeeded = async (
  world: ResourceWorld,
  port: ResourceOperations,
  begun: OperationProgress,
): Promise<void> => {
  expect(await ended(world, port, begun)).toMatchObject({ status: 'succeeded' });
};

/** The state of an operation that must be under way. */
export const runningState = (progress: OperationProgress): string => {
  if (progress.status !== 'running') throw new Error(`The operation is ${progress.status}`);
  return progress.state;
};

export const refusedWith = (code: ResourceErrorCode, more: object = {}) =>
  expect.objectContaining({ name: 'ResourceError', code, ...more });
