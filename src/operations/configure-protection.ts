// PUT backupInstances: puts a storage account or a SAN volume under protection, or changes what of it is protected. Done
// when it returns: what a backup needs was looked at, and an account has a data account of its own, ready to take one.

import type {
  BackupInstance,
  StorageAccountInstance,
  VolumeInstance,
} from '../domain/protection/backup-instance.ts';
import { sourceIdOf } from '../domain/protection/backup-instance.ts';
import { isInstanceName } from '../domain/protection/instance-name.ts';
import type { ProtectionRequest } from '../domain/protection/protection-request.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import { resourceName, sameResource } from '../domain/shared/resource-id.ts';
import { sameText } from '../domain/shared/same-text.ts';
import { accountNameOf } from '../ports/object-store.ts';
import type { UsablePolicy } from '../vault/stores/policies.ts';
import { checkSource } from './check-source.ts';
import { checkVolumeSource } from './check-volume-source.ts';
import type { OperationDependencies } from './dependencies.ts';
import { refuseShorterRetention } from './immutability.ts';
import { keepPolicy } from './keep-policy.ts';
import { prepareDataAccount } from './prepare-data-account.ts';
import { passedOver, recordPassedOver } from './record-passed-over.ts';

export interface ConfiguredProtection {
  readonly instance: BackupInstance;
  readonly created: boolean;
}

type Asked = ProtectionRequest & { readonly name: string };

export const configureProtection =
  (deps: OperationDependencies) =>
  async (asked: Asked): Promise<Outcome<ConfiguredProtection>> => {
    const instances = await deps.vault.instances.list();
    const existing = instances.find(({ name }) => sameText(name, asked.name));
    const policy = await deps.vault.policies.usable(asked.policyName);
    const refusal =
      refuseName(asked) ??
      refusePolicy(asked, policy) ??
      refuseSource(deps, asked, existing, instances) ??
      ('source' in asked ? await checkVolumeSource(deps, asked.source) : await checkSource(deps, asked)) ??
      (await refuseShorter(deps, existing, policy));
    if (refusal !== undefined) return refusal;
    const named = {
      ...asked,
      name: existing?.name ?? asked.name,
      policyName: policy?.document.name ?? asked.policyName,
    };
    const waiting =
      existing === undefined || sameText(existing.policyName, named.policyName) ? [] : [existing];
    const late = await passedOver(deps, waiting);
    const stored = await storeWithData(deps, named);
    if (!stored.ok) return stored;
    await recordPassedOver(deps, late);
    if (policy !== undefined) await keepPolicy(deps, policy);
    return stored;
  };

async function storeWithData(
  deps: OperationDependencies,
  named: Asked,
): Promise<Outcome<ConfiguredProtection>> {
  if ('source' in named) {
    return await store(deps, named, { version: 2, kind: 'elasticSanVolume', source: named.source });
  }
  const data = await prepareDataAccount(deps, named.name);
  if (!data.ok) return data;
  const { sourceAccountId, selection } = named;
  return await store(deps, named, { version: 1, sourceAccountId, selection, dataAccountId: data.value });
}

async function refuseShorter(
  deps: OperationDependencies,
  existing: BackupInstance | undefined,
  policy: UsablePolicy | undefined,
) {
  if (existing === undefined || policy === undefined) return undefined;
  const before = await deps.vault.policies.usable(existing.policyName);
  return await refuseShorterRetention(deps, {
    instances: [existing],
    before: before?.policy,
    after: policy.policy,
    target: 'properties.policyInfo.policyId',
  });
}

const invalid = (message: string, target: string, action: string) =>
  fail('UserErrorInvalidRequest', message, [action], target);

function refuseName({ name }: Asked) {
  if (isInstanceName(name)) return undefined;
  return invalid(
    `${name} is not a name for a backup instance.`,
    'backupInstanceName',
    'Use 1 to 63 letters, digits, dots, underscores and hyphens, beginning with a letter or digit.',
  );
}

export function refusePolicy(
  { policyName, datasourceType }: ProtectionRequest,
  found: UsablePolicy | undefined,
) {
  const target = 'properties.policyInfo.policyId';
  if (found === undefined) {
    return invalid(
      `The vault has no backup policy ${policyName}.`,
      target,
      'List the backup policies of the vault, and use one of them or create another.',
    );
  }
  const { datasourceTypes } = found.policy;
  if (datasourceTypes.includes(datasourceType)) return undefined;
  return invalid(
    `The backup policy ${found.document.name} is for ${datasourceTypes.join(', ')}, and the datasource is of the type ${datasourceType}.`,
    target,
    'Use a policy for this datasource type.',
  );
}

const isSameSource = (asked: ProtectionRequest, instance: BackupInstance): boolean =>
  'source' in asked
    ? instance.version === 2 && sameResource(asked.source.volumeId, instance.source.volumeId)
    : instance.version === 1 &&
      accountNameOf(asked.sourceAccountId) === accountNameOf(instance.sourceAccountId);

const idOf = (asked: ProtectionRequest): string =>
  'source' in asked ? asked.source.volumeId : asked.sourceAccountId;

const whatIs = (asked: ProtectionRequest): string =>
  `The ${'source' in asked ? 'volume' : 'account'} ${resourceName(idOf(asked))}`;

export function refuseSource(
  { settings }: OperationDependencies,
  asked: ProtectionRequest,
  existing: BackupInstance | undefined,
  instances: readonly BackupInstance[],
) {
  const target = 'properties.dataSourceInfo.resourceID';
  const deleted = instances.find(
    (one) => one.state === 'SoftDeleted' && (one.name === existing?.name || isSameSource(asked, one)),
  );
  if (deleted !== undefined) return stillDeleted(deleted, target);
  const own = [settings.controlAccountId, ...settings.dataAccountIds].map(accountNameOf);
  if (!('source' in asked) && own.includes(accountNameOf(asked.sourceAccountId))) {
    return invalid(
      `${whatIs(asked)} is one of the vault's own.`,
      target,
      'Protect the accounts that hold your data.',
    );
  }
  if (existing !== undefined && !isSameSource(asked, existing)) {
    return invalid(
      `The backup instance ${existing.name} protects ${resourceName(sourceIdOf(existing))}; an instance keeps its source.`,
      target,
      'Use another name for the backup instance of the other datasource.',
    );
  }
  const other = instances.find(
    (instance) => instance.name !== existing?.name && isSameSource(asked, instance),
  );
  if (other === undefined) return undefined;
  return fail(
    'UserErrorDppDatasourceAlreadyProtected',
    `${whatIs(asked)} is protected already, by the backup instance ${other.name}.`,
    [`Change the backup instance ${other.name} instead.`],
    target,
  );
}

function stillDeleted({ name, deletion }: BackupInstance, target: string) {
  if (deletion?.purgingSince !== undefined) {
    return fail(
      'UserErrorOperationInProgress',
      `The backup instance ${name} is deleted, and its data is being deleted since ${deletion.purgingSince}.`,
      ['Wait until its prune has ended, then send the request again.'],
      target,
    );
  }
  return fail(
    'UserErrorDppDatasourceAlreadyProtected',
    `The backup instance ${name} is deleted and kept until ${deletion?.purgeAt}, with the recovery points of its datasource.`,
    [`Undelete the backup instance ${name} and resume its protection, or wait until its time is over.`],
    target,
  );
}

/** More names than this are not kept: a list of the instances reads them. */
const mostSeen = 1000;

/** Where all containers are protected, or all but some, new ones are as well. */
async function containersSeen(
  storage: OperationDependencies['storage'],
  asked: Asked,
): Promise<Pick<BackupInstance, 'containersSeen'>> {
  if ('source' in asked || asked.selection.include === undefined) return {};
  const listed = await storage.open(asked.sourceAccountId).listContainers();
  return listed.length > mostSeen ? {} : { containersSeen: [...listed].sort() };
}

/** Stopped or suspended protection is not resumed by the way. */
const stateKept = (before: BackupInstance | undefined): BackupInstance['state'] =>
  before?.state === 'ProtectionStopped' || before?.state === 'BackupSchedulesSuspended'
    ? before.state
    : 'ProtectionConfigured';

type OfDatasource =
  | Pick<StorageAccountInstance, 'version' | 'sourceAccountId' | 'selection' | 'dataAccountId'>
  | Pick<VolumeInstance, 'version' | 'kind' | 'source'>;

async function store(
  { vault, clock, storage }: OperationDependencies,
  asked: Asked,
  ofDatasource: OfDatasource,
): Promise<Outcome<ConfiguredProtection>> {
  const stored = await vault.instances.get(asked.name);
  const now = new Date(clock.now()).toISOString();
  const before = stored?.document;
  if (before?.state === 'SoftDeleted') return stillDeleted(before, 'backupInstanceName');
  const goesOn = before?.policyName === asked.policyName && before.state === 'ProtectionConfigured';
  // Under another policy, slots begin with the change: none of its earlier ones is made up for.
  const scheduledSince = goesOn ? before.scheduledSince : now;
  const instance: BackupInstance = {
    ...ofDatasource,
    name: asked.name,
    friendlyName: asked.friendlyName ?? resourceName(idOf(asked)),
    datasourceType: asked.datasourceType,
    policyName: asked.policyName,
    state: stateKept(before),
    ...(asked.tags === undefined ? {} : { tags: asked.tags }),
    createdAt: before?.createdAt ?? now,
    ...(before === undefined || scheduledSince === undefined ? {} : { scheduledSince }),
    updatedAt: now,
    ...(await containersSeen(storage, asked)),
  };
  const written = await vault.instances.put(
    instance,
    stored === undefined ? { onlyIfAbsent: true } : { ifMatch: stored.etag },
  );
  if (written !== undefined) return succeed({ instance, created: stored === undefined });
  return fail(
    'UserErrorOperationInProgress',
    `The backup instance ${asked.name} was changed by another request at the same time.`,
    ['Look at the backup instance and send the request again if it is still needed.'],
  );
}
