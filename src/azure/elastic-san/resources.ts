// Resources of Microsoft.ElasticSan as they come over the wire, as far as they are read, and what they are to the port.
// https://learn.microsoft.com/rest/api/elasticsan

import { resourceName } from '../../domain/shared/resource-id.ts';
import type { ElasticSan, SanVolume, VolumeGroup, VolumeSnapshot } from '../../ports/elastic-san.ts';

interface Resource<Properties> {
  readonly id: string;
  readonly properties: Properties & { readonly provisioningState?: string };
  readonly systemData?: { readonly createdAt?: string };
}

export interface SanResource
  extends Resource<{
    readonly sku: { readonly name: string };
    readonly baseSizeTiB: number;
    readonly extendedCapacitySizeTiB: number;
    readonly totalSizeTiB?: number;
    readonly totalVolumeSizeGiB?: number;
  }> {
  readonly location: string;
}

export type VolumeGroupResource = Resource<{ readonly encryption?: string }>;

export type VolumeResource = Resource<{
  readonly volumeId?: string;
  readonly sizeGiB: number;
  readonly creationData?: { readonly createSource?: string; readonly sourceId?: string };
}>;

export type SnapshotResource = Resource<{
  readonly creationData: { readonly sourceId: string };
  readonly sourceVolumeSizeGiB?: number;
  readonly volumeName?: string;
}>;

const GIB_PER_TIB = 1024;

/** Azure leaves the state out where a resource is ready. */
const stateOf = (state: string | undefined): string => state ?? 'Succeeded';

export const toSan = ({ id, location, properties }: SanResource): ElasticSan => ({
  id,
  location: location.toLowerCase().replaceAll(' ', ''),
  zoneRedundant: properties.sku.name.endsWith('ZRS'),
  totalSizeGiB:
    GIB_PER_TIB * (properties.totalSizeTiB ?? properties.baseSizeTiB + properties.extendedCapacitySizeTiB),
  volumeSizeGiB: properties.totalVolumeSizeGiB ?? 0,
  provisioningState: stateOf(properties.provisioningState),
});

export const toVolumeGroup = ({ id, properties }: VolumeGroupResource): VolumeGroup => ({
  id,
  provisioningState: stateOf(properties.provisioningState),
  customerManagedKey: properties.encryption?.includes('CustomerManagedKey') === true,
});

export const toVolume = ({ id, properties }: VolumeResource): SanVolume => {
  const { volumeId = '', sizeGiB, creationData, provisioningState } = properties;
  const sourceId = creationData?.sourceId;
  return {
    id,
    volumeId,
    sizeGiB,
    provisioningState: stateOf(provisioningState),
    ...(sourceId === undefined ? {} : { createdFrom: sourceId }),
  };
};

export const toSnapshot = ({ id, properties, systemData }: SnapshotResource): VolumeSnapshot => {
  const { creationData, sourceVolumeSizeGiB = 0, volumeName, provisioningState } = properties;
  const createdAt = Date.parse(systemData?.createdAt ?? '');
  return {
    id,
    sourceVolumeId: creationData.sourceId,
    volumeName: volumeName ?? resourceName(creationData.sourceId),
    sourceSizeGiB: sourceVolumeSizeGiB,
    provisioningState: stateOf(provisioningState),
    ...(Number.isNaN(createdAt) ? {} : { createdAt }),
  };
};
