// PUT backupInstances: puts a storage account under protection, or changes what of it is protected. Done when it
// returns: the instance has a data account of its own, ready to take a backup.

import type { BackupInstance } from '../domain/protection/backup-instance.ts';
import { isInstanceName } from '../domain/protection/instance-name.ts';
import type { ProtectionRequest } from '../domain/protection/protection-request.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import { accountNameOf } from '../ports/object-store.ts';
import type { UsablePolicy } from '../vault/stores/policies.ts';
import { checkSource } from './check-source.ts';
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
      (await checkSource(deps, asked));
    if (refusal !== undefined) return refusal;
    const name = existing?.name ?? asked.name;
    const data = await prepareDataAccount(deps, name);
    const policyName = policy?.document.name ?? asked.policyName;
    return data.ok ? await store(deps, { ...asked, name, policyName }, data.value) : data;
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

function refuseSource(
  { settings }: OperationDependencies,
  asked: Asked,
  existing: BackupInstance | undefined,
  instances: readonly BackupInstance[],
) {
  const target = 'properties.dataSourceInfo.resourceID';
  const source = accountNameOf(asked.sourceAccountId);
  if ([settings.controlAccountId, ...settings.dataAccountIds].some((own) => accountNameOf(own) === source)) {
    return invalid(
      `The account ${source} is one of the vault's own.`,
      target,
      'Protect the accounts that hold your data.',
    );
  }
  if (existing !== undefined && accountNameOf(existing.sourceAccountId) !== source) {
    return invalid(
      `The backup instance ${existing.name} protects ${accountNameOf(existing.sourceAccountId)}; an instance keeps its source.`,
      target,
      'Use another name for the backup instance of the other account.',
    );
  }
  const other = instances.find(
    (instance) => instance.name !== existing?.name && accountNameOf(instance.sourceAccountId) === source,
  );
  if (other === undefined) return undefined;
  return fail(
    'UserErrorDppDatasourceAlreadyProtected',
    `The account ${source} is protected already, by the backup instance ${other.name}.`,
    [`Change the backup instance ${other.name} instead.`],
    target,
  );
}

async function store(
  { vault, clock }: OperationDependencies,
  asked: Asked,
  dataAccountId: string,
): Promise<Outcome<ConfiguredProtection>> {
  const stored = await vault.instances.get(asked.name);
  const now = new Date(clock.now()).toISOString();
  const before = stored?.document;
  const goesOn = before?.policyName === asked.policyName && before.state === 'ProtectionConfigured';
  // Under another policy, slots begin with the change: none of its earlier ones is made up for.
  const scheduledSince = goesOn ? before.scheduledSince : now;
  const instance: BackupInstance = {
    version: 1,
    name: asked.name,
    friendlyName: asked.friendlyName ?? accountNameOf(asked.sourceAccountId),
    datasourceType: asked.datasourceType,
    sourceAccountId: asked.sourceAccountId,
    policyName: asked.policyName,
    selection: asked.selection,
    dataAccountId,
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
