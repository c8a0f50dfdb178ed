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
import { accountNameOf } from '../ports/object-store.ts';
import type { UsablePolicy } from '../vault/stores/policies.ts';
import { checkSource } from './check-source.ts';
import { checkVolumeSource } from './check-volume-source.ts';
import type { OperationDependencies } from './dependencies.ts';
import { prepareDataAccount } from './prepare-data-account.ts';

export interface ConfiguredProtection {
  readonly instance: BackupInstance;
  readonly created: boolean;
}

type Asked = ProtectionRequest & { readonly name: string };

export const configureProtection =
  (deps: OperationDependencies) =>
  async (asked: Asked): Promise<Outcome<ConfiguredProtection>> => {
    const instances = await deps.vault.instances.list();
    const existing = instances.find(({ name }) => name.toLowerCase() === asked.name.toLowerCase());
    const policy = await deps.vault.policies.usable(asked.policyName);
    const refusal =
      refuseName(asked) ??
      refusePolicy(asked, policy) ??
      refuseSource(deps, asked, existing, instances) ??
      ('source' in asked ? await checkVolumeSource(deps, asked.source) : await checkSource(deps, asked));
    if (refusal !== undefined) return refusal;
    const named = {
      ...asked,
      name: existing?.name ?? asked.name,
      policyName: policy?.document.name ?? asked.policyName,
    };
    if ('source' in named) {
      return await store(deps, named, { version: 2, kind: 'elasticSanVolume', source: named.source });
    }
    const data = await prepareDataAccount(deps, named.name);
    if (!data.ok) return data;
    const { sourceAccountId, selection } = named;
    return await store(deps, named, { version: 1, sourceAccountId, selection, dataAccountId: data.value });
  };

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

function refusePolicy({ policyName, datasourceType }: Asked, found: UsablePolicy | undefined) {
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

function refuseSource(
  { settings }: OperationDependencies,
  asked: Asked,
  existing: BackupInstance | undefined,
  instances: readonly BackupInstance[],
) {
  const target = 'properties.dataSourceInfo.resourceID';
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

type OfDatasource =
  | Pick<StorageAccountInstance, 'version' | 'sourceAccountId' | 'selection' | 'dataAccountId'>
  | Pick<VolumeInstance, 'version' | 'kind' | 'source'>;

async function store(
  { vault, clock }: OperationDependencies,
  asked: Asked,
  ofDatasource: OfDatasource,
): Promise<Outcome<ConfiguredProtection>> {
  const stored = await vault.instances.get(asked.name);
  const now = new Date(clock.now()).toISOString();
  const before = stored?.document;
  const goesOn = before?.policyName === asked.policyName && before.state === 'ProtectionConfigured';
  // Under another policy, slots begin with the change: none of its earlier ones is made up for.
  const scheduledSince = goesOn ? before.scheduledSince : now;
  const instance: BackupInstance = {
    ...ofDatasource,
    name: asked.name,
    friendlyName: asked.friendlyName ?? resourceName(idOf(asked)),
    datasourceType: asked.datasourceType,
    policyName: asked.policyName,
    state: 'ProtectionConfigured',
    ...(asked.tags === undefined ? {} : { tags: asked.tags }),
    createdAt: before?.createdAt ?? now,
    ...(before === undefined || scheduledSince === undefined ? {} : { scheduledSince }),
    updatedAt: now,
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
