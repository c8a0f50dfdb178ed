// Microsoft.Compute's disks and snapshots as the simulated Resource Manager serves them, as far as exports from Elastic
// SAN and restores need them.

import * as z from 'zod';
import { resourceGroupScope, resourceName } from '../../../src/domain/shared/resource-id.ts';
import type { Cloud } from '../../../src/memory/cloud/cloud.ts';
import {
  completionPercent,
  deleteDisk,
  deleteDiskSnapshot,
  diskSnapshotsIn,
  putDisk,
  putDiskSnapshot,
} from '../../../src/memory/cloud/managed-disk-rules.ts';
import type { DiskRecord, DiskSnapshotRecord, Put } from '../../../src/memory/cloud/records.ts';
import { resourceNotFound } from '../../../src/memory/cloud/refusals.ts';
import type { ArmAnswer, ArmRequest } from './messages.ts';
import { bodyOf, listed, ok } from './messages.ts';
import { accepted, operationHeaders } from './operation-answers.ts';
import type { Route } from './routes.ts';

const GIB = 1024 ** 3;

const dated = (createdAt: number) => ({ timeCreated: new Date(createdAt).toISOString() });

export const diskSnapshotBody = (cloud: Cloud, record: DiskSnapshotRecord) => ({
  id: record.id,
  name: resourceName(record.id),
  type: 'Microsoft.Compute/snapshots',
  location: record.location,
  tags: record.tags,
  sku: { name: record.sku },
  properties: {
    ...dated(record.createdAt),
    creationData: {
      createOption: 'CopyFromSanSnapshot',
      elasticSanResourceId: record.elasticSanSnapshotId,
      sourceUniqueId: record.familyId,
    },
    diskSizeGB: record.content.sizeBytes / GIB,
    diskSizeBytes: record.content.sizeBytes,
    diskState: 'Unattached',
    provisioningState: record.state,
    incremental: record.incremental,
    incrementalSnapshotFamilyId: record.familyId,
    completionPercent: completionPercent(cloud, record),
    ...(record.copyError === undefined
      ? {}
      : {
          copyCompletionError: {
            errorCode: record.copyError.code,
            errorMessage: record.copyError.message,
          },
        }),
  },
});

export const diskBody = (record: DiskRecord) => ({
  id: record.id,
  name: resourceName(record.id),
  type: 'Microsoft.Compute/disks',
  location: record.location,
  tags: record.tags,
  sku: { name: record.sku },
  ...(record.zone === undefined ? {} : { zones: [record.zone] }),
  properties: {
    ...dated(record.createdAt),
    creationData: { createOption: 'Copy', sourceResourceId: record.createdFrom },
    diskSizeGB: record.content.sizeBytes / GIB,
    diskSizeBytes: record.content.sizeBytes,
    diskState: 'Unattached',
    provisioningState: record.state,
  },
});

const tags = z.record(z.string().max(512), z.string().max(256)).optional();

const snapshotPut = z.strictObject({
  location: z.string(),
  tags,
  sku: z.strictObject({ name: z.enum(['Standard_LRS', 'Premium_LRS', 'Standard_ZRS']) }).optional(),
  properties: z.strictObject({
    creationData: z.strictObject({
      createOption: z.literal('CopyFromSanSnapshot'),
      elasticSanResourceId: z.string(),
    }),
    incremental: z.boolean().optional(),
  }),
});

const diskPut = z.strictObject({
  location: z.string(),
  tags,
  sku: z
    .strictObject({
      name: z.enum([
        'Standard_LRS',
        'Premium_LRS',
        'StandardSSD_LRS',
        'UltraSSD_LRS',
        'Premium_ZRS',
        'StandardSSD_ZRS',
        'PremiumV2_LRS',
      ]),
    })
    .optional(),
  zones: z.array(z.string()).max(1).optional(),
  properties: z.strictObject({
    creationData: z.strictObject({ createOption: z.literal('Copy'), sourceResourceId: z.string() }),
  }),
});

const provider = '/subscriptions/{subscription}/resourceGroups/{resourceGroup}/providers/Microsoft.Compute';
const versions = () => ['2023-10-02', '2025-01-02'];

const regionOf = (location: string): string => location.toLowerCase().replaceAll(' ', '');

export const computeRoutes = (cloud: Cloud): readonly Route[] => {
  const made = <T>(request: ArmRequest, put: Put<T>, body: (record: T) => object): ArmAnswer => {
    if (put.operation === undefined) return ok(body(put.record));
    const headers = operationHeaders(cloud, request, put.operation, 'both');
    return { status: 202, headers, body: body(put.record) };
  };
  const removed = (request: ArmRequest, operation: Parameters<typeof accepted>[2] | undefined): ArmAnswer =>
    operation === undefined ? { status: 204 } : accepted(cloud, request, operation, 'both');
  const snapshotBody = (record: DiskSnapshotRecord) => diskSnapshotBody(cloud, record);
  const route = (method: string, pattern: string, answer: Route['answer']): Route => ({
    method,
    pattern: `${provider}${pattern}`,
    versions,
    answer,
  });

  return [
    route('GET', '/snapshots', (request) =>
      listed(request, diskSnapshotsIn(cloud, resourceGroupScope(request.path)).map(snapshotBody)),
    ),
    route('GET', '/snapshots/{name}', ({ path }) => {
      const record = cloud.diskSnapshots.get(path);
      if (record === undefined) throw resourceNotFound(path);
      return ok(snapshotBody(record));
    }),
    route('PUT', '/snapshots/{name}', (request) => {
      const { location, sku, tags: given = {}, properties } = bodyOf(snapshotPut, request);
      const put = putDiskSnapshot(cloud, request.path, {
        location: regionOf(location),
        ...(sku === undefined ? {} : { sku: sku.name }),
        tags: given,
        incremental: properties.incremental === true,
        elasticSanSnapshotId: properties.creationData.elasticSanResourceId,
      });
      return made(request, put, snapshotBody);
    }),
    route('DELETE', '/snapshots/{name}', (request) =>
      removed(request, deleteDiskSnapshot(cloud, request.path)),
    ),
    route('GET', '/disks/{name}', ({ path }) => {
      const record = cloud.disks.get(path);
      if (record === undefined) throw resourceNotFound(path);
      return ok(diskBody(record));
    }),
    route('PUT', '/disks/{name}', (request) => {
      const { location, sku, zones, tags: given = {}, properties } = bodyOf(diskPut, request);
      const [zone] = zones ?? [];
      const put = putDisk(cloud, request.path, {
        location: regionOf(location),
        sku: sku?.name ?? 'Standard_LRS',
        ...(zone === undefined ? {} : { zone }),
        tags: given,
        snapshotId: properties.creationData.sourceResourceId,
      });
      return made(request, put, diskBody);
    }),
    route('DELETE', '/disks/{name}', (request) => removed(request, deleteDisk(cloud, request.path))),
  ];
};
