// The ports of Azure Resource Manager, by the app's identity. Their SDKs are loaded with the first use: an app that
// protects storage accounts alone never does.

import type { Settings } from '../config/schema.ts';
import type { Resources } from '../ports/resources.ts';

const load = async (endpoint: string): Promise<Resources> => {
  const [{ createAppCredential }, { createResourceManager }, sans, disks, groups] = await Promise.all([
    import('../azure/identity/credential.ts'),
    import('../azure/resource-manager/connection.ts'),
    import('../azure/elastic-san/azure-elastic-sans.ts'),
    import('../azure/compute/azure-managed-disks.ts'),
    import('../azure/locks/azure-resource-groups.ts'),
  ]);
  const manager = createResourceManager({ credential: createAppCredential(), endpoint });
  return {
    elasticSans: sans.azureElasticSans(manager),
    managedDisks: disks.azureManagedDisks(manager),
    resourceGroups: groups.azureResourceGroups(manager),
  };
};

export const composeResources = ({ resourceManagerEndpoint }: Settings): (() => Promise<Resources>) => {
  let loading: Promise<Resources> | undefined;
  return () => {
    loading ??= load(resourceManagerEndpoint);
    return loading;
  };
};
