// Elastic SAN over its REST API: a thin client of our own, since there is none that can be installed.

import { sameResource } from '../../domain/shared/resource-id.ts';
import type { ElasticSans } from '../../ports/elastic-san.ts';
import { isResourceError, resourceError } from '../../ports/resource-error.ts';
import type { OperationProgress } from '../../ports/resource-operation.ts';
import type { ResourceManager } from '../resource-manager/connection.ts';
import { beginByRequest, createOnce, deleteOnce, pollOperation } from '../resource-manager/operations.ts';
import { createRest, requirePath } from '../resource-manager/rest.ts';
import type { SanResource, SnapshotResource, VolumeGroupResource, VolumeResource } from './resources.ts';
import { toSan, toSnapshot, toVolume, toVolumeGroup } from './resources.ts';

/** Has all that snapshots and volumes need. */
const apiVersion = '2024-05-01';
/** Of the checks beforehand, which not every region has. */
const checkVersion = '2025-09-01';

/** What a gateway says of an action that it does not know: not found, but no word of which resource. */
const isUnknownAction = (error: unknown): boolean =>
  isResourceError(error) &&
  error.status === 404 &&
  (error.serviceCode === undefined || error.serviceCode === 'NotFound');

const check = async (begin: () => Promise<OperationProgress>): Promise<OperationProgress> => {
  try {
    return await begin();
  } catch (error) {
    if (!isUnknownAction(error)) throw error;
    throw resourceError('unknown-operation', 'The service does not know this check.');
  }
};

export const azureElasticSans = (manager: ResourceManager): ElasticSans => {
  const rest = createRest(manager);
  const url = (id: string): string => `${rest.endpoint}${id}?api-version=${apiVersion}`;
  const find = async <T, R>(id: string, map: (resource: T) => R): Promise<R | undefined> => {
    const found = await rest.get<T>(id, { apiVersion });
    return found === undefined ? undefined : map(found);
  };
  const volume = (id: string) => find(id, toVolume);
  const snapshot = (id: string) => find(id, toSnapshot);

  return {
    poll: (state) => pollOperation(rest, state),
    san: (id) => find<SanResource, ReturnType<typeof toSan>>(id, toSan),
    volumeGroup: (id) => find<VolumeGroupResource, ReturnType<typeof toVolumeGroup>>(id, toVolumeGroup),
    volume,
    volumes: async (groupId) =>
      (await rest.list<VolumeResource>(`${groupId}/volumes`, { apiVersion })).map(toVolume),
    snapshot,
    snapshots: async (groupId, volumeName) => {
      const query = volumeName === undefined ? {} : { $filter: `volumeName eq ${volumeName}` };
      const found = await rest.list<SnapshotResource>(`${groupId}/snapshots`, { apiVersion, query });
      return found.map(toSnapshot);
    },

    beginSnapshot: (id, volumeId) =>
      createOnce({
        id,
        url: url(id),
        find: () => snapshot(id),
        isSame: (existing) => sameResource(existing.sourceVolumeId, volumeId),
        create: () => {
          const body = { properties: { creationData: { sourceId: volumeId } } };
          return beginByRequest(rest, { method: 'put', path: requirePath(id), apiVersion, body });
        },
      }),

    beginDeleteSnapshot: (id) =>
      deleteOnce(() => beginByRequest(rest, { method: 'delete', path: requirePath(id), apiVersion })),

    beginVolume: (id, { sizeGiB, diskSnapshotId }) =>
      createOnce({
        id,
        url: url(id),
        find: () => volume(id),
        isSame: ({ createdFrom = '', sizeGiB: size }) =>
          sameResource(createdFrom, diskSnapshotId) && size === sizeGiB,
        create: () => {
          const creationData = { createSource: 'DiskSnapshot', sourceId: diskSnapshotId };
          const body = { properties: { sizeGiB, creationData } };
          return beginByRequest(rest, { method: 'put', path: requirePath(id), apiVersion, body });
        },
      }),

    beginPreBackup: (groupId, volumeName) =>
      check(() =>
        beginByRequest(rest, {
          method: 'post',
          path: `${requirePath(groupId)}/preBackup`,
          apiVersion: checkVersion,
          body: { volumeNames: [volumeName] },
        }),
      ),

    beginPreRestore: (groupId, diskSnapshotId) =>
      check(() =>
        beginByRequest(rest, {
          method: 'post',
          path: `${requirePath(groupId)}/preRestore`,
          apiVersion: checkVersion,
          body: { diskSnapshotIds: [diskSnapshotId] },
        }),
      ),
  };
};
