// Checks one blob of the catalogue: is it a document, in its place, listed as it is, and is there what it names.

import type { Finding } from '../../domain/check/finding.ts';
import { finding } from '../../domain/check/finding.ts';
import { backupOrchestrationId } from '../../domain/job/orchestration-id.ts';
import { isFinal } from '../../domain/job/transitions.ts';
import type { BackupInstance } from '../../domain/protection/backup-instance.ts';
import { needsRecheck } from '../../domain/recovery-point/trust.ts';
import type { Verification } from '../../domain/verification/verification.ts';
import { accountNameOf } from '../../ports/object-store.ts';
import type { KnownDocument } from '../../vault/document-kinds.ts';
import type { ListedBlob } from '../../vault/document-store.ts';
import type { DataAccountClaim } from '../../vault/documents/coordination.ts';
import { defaultControlContainer } from '../../vault/layout.ts';
import type { Dependencies } from '../dependencies.ts';

export interface DocumentCheck extends Pick<Dependencies, 'vault' | 'storage'> {
  readonly repair: boolean;
  /** All instances and claims that can be read. */
  readonly instances: ReadonlyMap<string, BackupInstance>;
  readonly claims: readonly DataAccountClaim[];
}

const thingOf = (name: string): string => `${defaultControlContainer}/${name}`;

export const checkDocument = async (check: DocumentCheck, item: ListedBlob): Promise<readonly Finding[]> => {
  const { vault, repair } = check;
  const thing = thingOf(item.name);
  const found = await vault.catalogue.inspect(item);
  if (found.state === 'absent') return [];
  if (found.state === 'unknown') return [finding('UnknownBlob', thing)];
  if (found.state === 'damaged') return [finding('DocumentDamaged', thing, { detail: found.problem })];
  if (found.belongsAt !== undefined)
    return [finding('DocumentMisplaced', thing, { detail: `It belongs at ${found.belongsAt}.` })];
  const stale = found.staleMetadata ? await checkMetadata(check, item.name) : [];
  const broken = await brokenReferences(check, found.known);
  return [
    ...stale,
    ...broken.map((detail) => finding('ReferenceBroken', thing, { detail })),
    ...(await leftovers(check, found.known, item, repair)),
  ];
};

/** A document that is written to between listing and reading only seems to be listed wrongly. */
const checkMetadata = async ({ vault, repair }: DocumentCheck, name: string): Promise<readonly Finding[]> => {
  if (!repair) return [finding('ListMetadataStale', thingOf(name))];
  const outcome = await vault.catalogue.refreshMetadata(name);
  return outcome === 'refreshed' ? [finding('ListMetadataStale', thingOf(name), { repaired: true })] : [];
};

const brokenReferences = async (
  { instances, claims }: DocumentCheck,
  known: KnownDocument,
): Promise<readonly string[]> => {
  switch (known.kind) {
    case 'backup-instance': {
      const { name, dataAccountId } = known.document;
      if (dataAccountId === undefined) return [];
      const account = accountNameOf(dataAccountId);
      const claim = claims.find((one) => accountNameOf(one.dataAccountId) === account);
      if (claim?.backupInstance === name) return [];
      return [
        claim === undefined
          ? `Its data account ${account} is not claimed by it: another instance could take it.`
          : `Its data account ${account} is claimed by ${claim.backupInstance}.`,
      ];
    }
    case 'recovery-point':
    case 'schedule':
    case 'data-account':
    case 'lock': {
      const { backupInstance } = known.document;
      return instances.has(backupInstance) ? [] : [`There is no backup instance ${backupInstance}.`];
    }
    default:
      return [];
  }
};

/** What the end of some work should have taken along. Nothing here is of use to anybody any more. */
const leftovers = async (
  check: DocumentCheck,
  known: KnownDocument,
  item: ListedBlob,
  repair: boolean,
): Promise<readonly Finding[]> => {
  const thing = thingOf(item.name);
  if (known.kind === 'part-of-run') return await leftoverRun(check, known, repair);
  if (known.kind === 'volume-run') return await leftoverVolumeRun(check, known.document, thing);
  const isLeftover =
    (known.kind === 'part-of-job' && (await hasEnded(check, known.jobId))) ||
    (known.kind === 'verification' && (await isOfNoPoint(check, known.document)));
  if (!isLeftover) return [];
  const repaired = repair && (await check.vault.catalogue.remove(item)) === 'deleted';
  return [finding('LeftoverOfRun', thing, { repaired })];
};

const hasEnded = async ({ vault }: DocumentCheck, jobId: string): Promise<boolean> => {
  const job = (await vault.jobs.get(jobId))?.document;
  return job === undefined || isFinal(job.status);
};

/** Damage that was found in a recovery point that is gone counts until a backup has looked at everything. */
const isOfNoPoint = async ({ vault }: DocumentCheck, verification: Verification): Promise<boolean> => {
  const { backupInstance, recoveryPointId, status, completedAt } = verification;
  const ids = await vault.catalogue.recoveryPointIds(backupInstance);
  if (ids.includes(recoveryPointId)) return false;
  if (status === 'intact') return true;
  const [newest] = ids;
  const point =
    newest === undefined ? undefined : await vault.catalogue.recoveryPoint(backupInstance, newest);
  return !needsRecheck(point, [completedAt]);
};

/** A backup takes the lock before it writes, and releases it after it has tidied up: without it the backup is over. */
const leftoverRun = async (
  { vault, storage, instances }: DocumentCheck,
  key: { readonly backupInstance: string; readonly recoveryPointId: string },
  repair: boolean,
): Promise<readonly Finding[]> => {
  const { backupInstance, recoveryPointId } = key;
  const lock = await vault.locks.get(backupInstance);
  if (lock?.orchestrationId === backupOrchestrationId(backupInstance, recoveryPointId)) return [];
  if (repair) {
    const dataAccountId = instances.get(backupInstance)?.dataAccountId;
    if (dataAccountId !== undefined) await vault.markers.deleteInVault(storage.open(dataAccountId), key);
    await vault.runs.deleteAll(key);
  }
  return [
    finding('LeftoverOfRun', thingOf(`runs/${backupInstance}/${recoveryPointId}/`), { repaired: repair }),
  ];
};

/** The document is all that tells what the backup made in Azure. */
const leftoverVolumeRun = async (
  { vault }: DocumentCheck,
  { backupInstance, recoveryPointId }: { readonly backupInstance: string; readonly recoveryPointId: string },
  thing: string,
): Promise<readonly Finding[]> => {
  const lock = await vault.locks.get(backupInstance);
  if (lock?.orchestrationId === backupOrchestrationId(backupInstance, recoveryPointId)) return [];
  const detail =
    'It names snapshots that the backup may have left in Azure; the next backup of the instance deletes them.';
  return [finding('LeftoverOfRun', thing, { detail })];
};
