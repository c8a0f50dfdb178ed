// Snapshots and disks as Azure's client for Compute gives them, and what they are to the port.

import type { Disk, Snapshot } from '@azure/arm-compute';
import type { DiskSnapshot, ManagedDisk } from '../../ports/managed-disks.ts';

const regionOf = (location: string): string => location.toLowerCase().replaceAll(' ', '');

type Optional<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** The port leaves out what is not known. */
const known = <T extends object>(fields: Optional<T>): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;

const copyErrorOf = ({ copyCompletionError }: Snapshot): DiskSnapshot['copyError'] =>
  copyCompletionError === undefined
    ? undefined
    : { code: copyCompletionError.errorCode, message: copyCompletionError.errorMessage };

export const toDiskSnapshot = (snapshot: Snapshot): DiskSnapshot => ({
  id: snapshot.id ?? '',
  location: regionOf(snapshot.location),
  tags: snapshot.tags ?? {},
  provisioningState: snapshot.provisioningState ?? 'Succeeded',
  incremental: snapshot.incremental === true,
  ...known<Partial<DiskSnapshot>>({
    sku: snapshot.sku?.name,
    sizeBytes: snapshot.diskSizeBytes,
    createdAt: snapshot.timeCreated?.getTime(),
    elasticSanSnapshotId: snapshot.creationData?.elasticSanResourceId,
    familyId: snapshot.incrementalSnapshotFamilyId,
    completionPercent: snapshot.completionPercent,
    copyError: copyErrorOf(snapshot),
  }),
});

export const toManagedDisk = (disk: Disk): ManagedDisk => ({
  id: disk.id ?? '',
  location: regionOf(disk.location),
  provisioningState: disk.provisioningState ?? 'Succeeded',
  ...known<Partial<ManagedDisk>>({
    sku: disk.sku?.name,
    sizeBytes: disk.diskSizeBytes,
    createdFrom: disk.creationData?.sourceResourceId,
  }),
});
