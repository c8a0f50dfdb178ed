// Managed Disks over Azure's client for Compute: one client per subscription, as it wants it.

import { ComputeManagementClient } from '@azure/arm-compute';
import { parseResourceId, sameResource } from '../../domain/shared/resource-id.ts';
import type {
  DiskSnapshot,
  ManagedDisk,
  ManagedDisks,
  NewDisk,
  SnapshotExport,
} from '../../ports/managed-disks.ts';
import { resourceError } from '../../ports/resource-error.ts';
import type { ResourceManager } from '../resource-manager/connection.ts';
import { beginByPoller, createOnce, deleteOnce, pollOperation } from '../resource-manager/operations.ts';
import { absentAsUndefined, refusable } from '../resource-manager/refusal.ts';
import { createRest, requirePath } from '../resource-manager/rest.ts';
import { toDiskSnapshot, toManagedDisk } from './disk-resources.ts';

/** What this version of the client sends; only where a resource is asked for by its address. */
const apiVersion = '2025-01-02';

type Client = Pick<ComputeManagementClient, 'snapshots' | 'disks'>;
type SnapshotRequest = Parameters<Client['snapshots']['createOrUpdate']>[2];
type DiskRequest = Parameters<Client['disks']['createOrUpdate']>[2];

const snapshotRequest = ({ location, sku, elasticSanSnapshotId, tags }: SnapshotExport): SnapshotRequest => ({
  location,
  sku: { name: sku },
  tags: { ...tags },
  creationData: { createOption: 'CopyFromSanSnapshot', elasticSanResourceId: elasticSanSnapshotId },
  incremental: true,
});

const diskRequest = ({ location, sku, zone, snapshotId, tags }: NewDisk): DiskRequest => ({
  location,
  sku: { name: sku },
  tags: { ...tags },
  ...(zone === undefined ? {} : { zones: [zone] }),
  creationData: { createOption: 'Copy', sourceResourceId: snapshotId },
});

interface Place {
  readonly client: ComputeManagementClient;
  readonly group: string;
  readonly name: string;
}

const clientsOf = (manager: ResourceManager): ((subscriptionId: string) => ComputeManagementClient) => {
  const clients = new Map<string, ComputeManagementClient>();
  return (subscriptionId) => {
    const known = clients.get(subscriptionId);
    if (known !== undefined) return known;
    const client = new ComputeManagementClient(manager.credential, subscriptionId, manager.clientOptions);
    manager.prepare(client.pipeline);
    clients.set(subscriptionId, client);
    return client;
  };
};

export const azureManagedDisks = (manager: ResourceManager): ManagedDisks => {
  const rest = createRest(manager);
  const clientFor = clientsOf(manager);
  const place = (id: string): Place => {
    const parts = parseResourceId(requirePath(id));
    const name = parts?.names[0];
    if (parts === undefined || name === undefined) {
      throw resourceError('invalid-request', `${id} is not the ID of a snapshot or disk.`);
    }
    return { client: clientFor(parts.subscriptionId), group: parts.resourceGroup, name };
  };
  const url = (id: string): string => `${rest.endpoint}${id}?api-version=${apiVersion}`;

  const snapshot = (id: string): Promise<DiskSnapshot | undefined> =>
    absentAsUndefined(async () => {
      const { client, group, name } = place(id);
      return toDiskSnapshot(await client.snapshots.get(group, name));
    });

  const disk = (id: string): Promise<ManagedDisk | undefined> =>
    absentAsUndefined(async () => {
      const { client, group, name } = place(id);
      return toManagedDisk(await client.disks.get(group, name));
    });

  return {
    poll: (state) => pollOperation(rest, state),
    snapshot,

    snapshots: (resourceGroupId) =>
      refusable(async () => {
        const [, , subscriptionId = '', , group = ''] = requirePath(resourceGroupId).split('/');
        const found: DiskSnapshot[] = [];
        for await (const each of clientFor(subscriptionId).snapshots.listByResourceGroup(group)) {
          found.push(toDiskSnapshot(each));
        }
        return found;
      }),

    beginExport: (id, request) =>
      createOnce({
        id,
        url: url(id),
        find: () => snapshot(id),
        isSame: ({ elasticSanSnapshotId = '' }) =>
          sameResource(elasticSanSnapshotId, request.elasticSanSnapshotId),
        create: () =>
          beginByPoller(({ onResponse }) => {
            const { client, group, name } = place(id);
            return client.snapshots.createOrUpdate(group, name, snapshotRequest(request), { onResponse });
          }),
      }),

    beginDeleteSnapshot: (id) =>
      deleteOnce(() =>
        beginByPoller(({ onResponse }) => {
          const { client, group, name } = place(id);
          return client.snapshots.delete(group, name, { onResponse });
        }),
      ),

    disk,

    beginDisk: (id, request) =>
      createOnce({
        id,
        url: url(id),
        find: () => disk(id),
        isSame: ({ createdFrom = '' }) => sameResource(createdFrom, request.snapshotId),
        create: () =>
          beginByPoller(({ onResponse }) => {
            const { client, group, name } = place(id);
            return client.disks.createOrUpdate(group, name, diskRequest(request), { onResponse });
          }),
      }),
  };
};
