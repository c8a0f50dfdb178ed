// Looks at the SAN volume to be protected, and at what its backups will need: refused now is better than refused at night.

import type { VolumeSource } from '../domain/elastic-san/source.ts';
import { validateVolume } from '../domain/elastic-san/validate-volume.ts';
import { fail } from '../domain/shared/failure.ts';
import { isResourceError } from '../ports/resource-error.ts';
import { volumeSituation } from '../vault/volume-situation.ts';
import type { OperationDependencies } from './dependencies.ts';

const target = 'properties.dataSourceInfo.resourceID';
const groupTarget = 'properties.policyInfo.policyParameters.dataStoreParametersList[0].resourceGroupId';

/** undefined where nothing speaks against the source. */
export async function checkVolumeSource(
  { resources, settings }: OperationDependencies,
  source: VolumeSource,
) {
  try {
    const situation = await volumeSituation(await resources(), source);
    const valid = validateVolume(situation, settings.volumes);
    if (!valid.ok) {
      const { failure } = valid;
      const ofGroup =
        failure.code.startsWith('UserErrorSnapshotRG') || failure.code === 'UserErrorResourceLocked';
      return { ok: false as const, failure: { ...failure, target: ofGroup ? groupTarget : target } };
    }
    if (valid.value.location === settings.location.toLowerCase()) return undefined;
    return fail(
      'UserErrorInvalidRequest',
      `The volume is in ${valid.value.location}, and the vault in ${settings.location}.`,
      ['Protect the volume with a vault in its region.'],
      target,
    );
  } catch (error) {
    if (!isResourceError(error) || error.code !== 'forbidden') throw error;
    return fail(
      'UserErrorMissingRequiredPermissions',
      `The app may not look at the volume or at the resource group of its snapshots: ${error.message}`,
      [
        'Give the identity of the app the roles Elastic SAN Snapshot Exporter and Reader on the Elastic SAN, and Disk Snapshot Contributor on the resource group of the snapshots. New roles count after some minutes.',
      ],
      target,
    );
  }
}
