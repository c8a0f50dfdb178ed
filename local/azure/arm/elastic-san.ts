// Microsoft.ElasticSan as the simulated Resource Manager serves it, by its REST specification. SANs and volume groups
// can be read; whoever runs the simulation puts them into the cloud.

import * as z from 'zod';
import { resourceName } from '../../../src/domain/shared/resource-id.ts';
import type { Cloud } from '../../../src/memory/cloud/cloud.ts';
import {
  deleteVolume,
  deleteVolumeSnapshot,
  preBackup,
  preRestore,
  putVolume,
  putVolumeSnapshot,
  requireGroup,
  volumeGiBOf,
} from '../../../src/memory/cloud/elastic-san-rules.ts';
import type {
  OperationRecord,
  Put,
  SanRecord,
  VolumeGroupRecord,
  VolumeRecord,
  VolumeSnapshotRecord,
} from '../../../src/memory/cloud/records.ts';
import { resourceNotFound } from '../../../src/memory/cloud/refusals.ts';
import type { ArmAnswer, ArmRequest } from './messages.ts';
import { bodyOf, listed, ok } from './messages.ts';
import type { LroStyle } from './operation-answers.ts';
import { accepted, operationHeaders } from './operation-answers.ts';
import type { Route } from './routes.ts';

const named = (id: string, type: string) => ({
  id,
  name: resourceName(id),
  type: `Microsoft.ElasticSan/elasticSans${type}`,
});

const systemData = (createdAt: number) => ({ createdAt: new Date(createdAt).toISOString() });

const sanBody = (cloud: Cloud, { id, location, sku, totalSizeTiB }: SanRecord) => ({
  ...named(id, ''),
  location,
  properties: {
    sku: { name: sku, tier: 'Premium' },
    baseSizeTiB: totalSizeTiB,
    extendedCapacitySizeTiB: 0,
    totalSizeTiB,
    totalVolumeSizeGiB: volumeGiBOf(cloud, id),
    volumeGroupCount: cloud.volumeGroups.within(id).length,
    provisioningState: 'Succeeded',
  },
});

const groupBody = ({ id, encryption }: VolumeGroupRecord) => ({
  ...named(id, '/volumeGroups'),
  properties: { protocolType: 'Iscsi', encryption, provisioningState: 'Succeeded' },
});

export const volumeBody = (record: VolumeRecord) => {
  const { id, volumeId, sizeGiB, createdFrom, state, createdAt } = record;
  return {
    ...named(id, '/volumeGroups/volumes'),
    systemData: systemData(createdAt),
    properties: {
      volumeId,
      sizeGiB,
      creationData:
        createdFrom === undefined
          ? { createSource: 'None' }
          : { createSource: createdFrom.source, sourceId: createdFrom.id },
      storageTarget: {
        targetIqn: `iqn.2026-11.net.windows.core.blob.elasticsan:${resourceName(id)}`,
        targetPortalHostname: 'es-simulated.z1.blob.storage.azure.net',
        targetPortalPort: 3260,
        provisioningState: state,
        status: 'Running',
      },
      provisioningState: state,
    },
  };
};

export const volumeSnapshotBody = (record: VolumeSnapshotRecord) => ({
  ...named(record.id, '/volumeGroups/snapshots'),
  systemData: systemData(record.createdAt),
  properties: {
    creationData: { sourceId: record.sourceId },
    sourceVolumeSizeGiB: record.sourceSizeGiB,
    volumeName: resourceName(record.sourceId),
    provisioningState: record.state,
  },
});

const volumePut = z.strictObject({
  properties: z.strictObject({
    sizeGiB: z.number().int(),
    creationData: z
      .strictObject({
        createSource: z.enum(['None', 'VolumeSnapshot', 'DiskSnapshot']).optional(),
        sourceId: z.string().optional(),
      })
      .optional(),
    managedBy: z.strictObject({ resourceId: z.string() }).optional(),
  }),
});

const snapshotPut = z.strictObject({
  properties: z.strictObject({ creationData: z.strictObject({ sourceId: z.string() }) }),
});

const preBackupPost = z.strictObject({ volumeNames: z.array(z.string()).length(1) });
const preRestorePost = z.strictObject({ diskSnapshotIds: z.array(z.string()).length(1) });

const found = <T>(record: T | undefined, path: string): T => {
  if (record === undefined) throw resourceNotFound(path);
  return record;
};

const group =
  '/subscriptions/{subscription}/resourceGroups/{resourceGroup}/providers/Microsoft.ElasticSan/elasticSans/{san}/volumeGroups/{group}';
const san = group.slice(0, group.indexOf('/volumeGroups'));
const volume = `${group}/volumes/{volume}`;
const snapshot = `${group}/snapshots/{snapshot}`;

const versions = ['2023-01-01', '2024-05-01'];
const checkVersion = '2025-09-01';

type PlainRoute = readonly [method: string, pattern: string, answer: Route['answer']];

/** Of a list or an action: what it is asked of. */
const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

interface Answers {
  made<T>(request: ArmRequest, put: Put<T>, body: (record: T) => object): ArmAnswer;
  begun(request: ArmRequest, operation: OperationRecord | undefined): ArmAnswer;
}

const answersOf = (cloud: Cloud, style: () => LroStyle): Answers => ({
  made: (request, { record, operation }, body) => {
    if (operation === undefined) return ok(body(record));
    const headers = operationHeaders(cloud, request, operation, style());
    return { status: style() === 'undeclared' ? 202 : 201, headers, body: body(record) };
  },
  begun: (request, operation) =>
    operation === undefined ? { status: 204 } : accepted(cloud, request, operation, style()),
});

const sanRoutes = (cloud: Cloud): readonly PlainRoute[] => [
  ['GET', san, ({ path }) => ok(sanBody(cloud, found(cloud.sans.get(path), path)))],
  ['GET', group, ({ path }) => ok(groupBody(found(cloud.volumeGroups.get(path), path)))],
  [
    'GET',
    `${san}/volumeGroups`,
    (request) => listed(request, cloud.volumeGroups.within(parentOf(request.path)).map(groupBody)),
  ],
];

const volumeRoutes = (cloud: Cloud, { made, begun }: Answers): readonly PlainRoute[] => [
  [
    'GET',
    `${group}/volumes`,
    (request) => {
      requireGroup(cloud, parentOf(request.path));
      return listed(request, cloud.volumes.within(parentOf(request.path)).map(volumeBody));
    },
  ],
  ['GET', volume, ({ path }) => ok(volumeBody(found(cloud.volumes.get(path), path)))],
  [
    'PUT',
    volume,
    (request) => {
      const { sizeGiB, creationData } = bodyOf(volumePut, request).properties;
      const { createSource = 'None', sourceId } = creationData ?? {};
      const from =
        createSource === 'None' || sourceId === undefined
          ? {}
          : { creationData: { source: createSource, id: sourceId } };
      return made(request, putVolume(cloud, request.path, { sizeGiB, ...from }), volumeBody);
    },
  ],
  [
    'DELETE',
    volume,
    (request) => {
      const withSnapshots = request.header('x-ms-delete-snapshots') === 'true';
      return begun(request, deleteVolume(cloud, request.path, { withSnapshots }));
    },
  ],
];

const snapshotRoutes = (cloud: Cloud, { made, begun }: Answers): readonly PlainRoute[] => [
  [
    'GET',
    `${group}/snapshots`,
    (request) => {
      const groupId = parentOf(request.path);
      requireGroup(cloud, groupId);
      const wanted = /^volumeName eq (?<name>\S+)$/.exec(request.query.get('$filter') ?? '')?.groups?.name;
      const snapshots = cloud.volumeSnapshots
        .within(groupId)
        .filter(({ sourceId }) => wanted === undefined || resourceName(sourceId) === wanted);
      return listed(request, snapshots.map(volumeSnapshotBody));
    },
  ],
  ['GET', snapshot, ({ path }) => ok(volumeSnapshotBody(found(cloud.volumeSnapshots.get(path), path)))],
  [
    'PUT',
    snapshot,
    (request) => {
      const { sourceId } = bodyOf(snapshotPut, request).properties.creationData;
      return made(request, putVolumeSnapshot(cloud, request.path, sourceId), volumeSnapshotBody);
    },
  ],
  ['DELETE', snapshot, (request) => begun(request, deleteVolumeSnapshot(cloud, request.path))],
];

const checkRoutes = (cloud: Cloud, { begun }: Answers): readonly PlainRoute[] => [
  [
    'POST',
    `${group}/preBackup`,
    (request) => {
      const [name = ''] = bodyOf(preBackupPost, request).volumeNames;
      return begun(request, preBackup(cloud, parentOf(request.path), name));
    },
  ],
  [
    'POST',
    `${group}/preRestore`,
    (request) => {
      const [id = ''] = bodyOf(preRestorePost, request).diskSnapshotIds;
      return begun(request, preRestore(cloud, parentOf(request.path), id));
    },
  ],
];

export const elasticSanRoutes = (cloud: Cloud, style: () => LroStyle): readonly Route[] => {
  const answers = answersOf(cloud, style);
  const versioned = (routes: readonly PlainRoute[], versions: Route['versions']): Route[] =>
    routes.map(([method, pattern, answer]) => ({ method, pattern, versions, answer }));
  // A region without the checks does not know the version that brought them either.
  const newer = () => (cloud.settings.preValidation ? [checkVersion] : []);
  return [
    ...versioned(
      [...sanRoutes(cloud), ...volumeRoutes(cloud, answers), ...snapshotRoutes(cloud, answers)],
      () => [...versions, ...newer()],
    ),
    ...versioned(checkRoutes(cloud, answers), () => (cloud.settings.preValidation ? newer() : versions)),
  ];
};
