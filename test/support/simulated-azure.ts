// A cloud in memory behind the simulated Resource Manager, and the ports over Azure's clients: what production uses, but
// for the address.

import type {
  Exchange,
  SimulatedResourceManager,
  SimulatedResourceManagerOptions,
} from '../../local/azure/arm/resource-manager.ts';
import { startResourceManager } from '../../local/azure/arm/resource-manager.ts';
import type { FaultProxy } from '../../local/azure/fault-proxy.ts';
import { startFaultProxy } from '../../local/azure/fault-proxy.ts';
import { azureManagedDisks } from '../../src/azure/compute/azure-managed-disks.ts';
import { azureElasticSans } from '../../src/azure/elastic-san/azure-elastic-sans.ts';
import { azureResourceGroups } from '../../src/azure/locks/azure-resource-groups.ts';
import { createResourceManager } from '../../src/azure/resource-manager/connection.ts';
import { Cloud } from '../../src/memory/cloud/cloud.ts';
import type { Resources } from '../../src/ports/resources.ts';
import type { ResourceWorld } from '../contract/resources/world.ts';
import { drivenClock, furnish } from '../contract/resources/world.ts';

export interface SimulatedAzure extends ResourceWorld {
  readonly simulator: SimulatedResourceManager;
  readonly proxy: FaultProxy;
  readonly stop: () => Promise<void>;
}

/** Would be asked for tokens, were the address not on this machine. */
const noCredential = {
  getToken: () => Promise.reject(new Error('A token was asked for, to be sent over plain HTTP')),
};

const resourcesAt = (endpoint: string): Resources => {
  const retry = { maxTries: 3, firstDelayMs: 1, maxDelayMs: 5 };
  const manager = createResourceManager({ credential: noCredential, endpoint, retry });
  return {
    elasticSans: azureElasticSans(manager),
    managedDisks: azureManagedDisks(manager),
    resourceGroups: azureResourceGroups(manager),
  };
};

export interface ServedCloud {
  readonly resources: Resources;
  readonly simulator: SimulatedResourceManager;
  readonly proxy: FaultProxy;
  readonly stop: () => Promise<void>;
}

/** Serves a cloud, and gives the ports over Azure's clients that reach it through a proxy. */
export const serveCloud = async (
  cloud: Cloud,
  options: Omit<SimulatedResourceManagerOptions, 'cloud'> = {},
): Promise<ServedCloud> => {
  const simulator = await startResourceManager({ cloud, ...options });
  const proxy = await startFaultProxy(simulator.endpoint);
  return {
    resources: resourcesAt(proxy.endpoint),
    simulator,
    proxy,
    stop: async () => {
      await proxy.stop();
      await simulator.stop();
    },
  };
};

export const startSimulatedAzure = async (
  onExchange?: (exchange: Exchange) => void,
): Promise<SimulatedAzure> => {
  const clock = drivenClock();
  const cloud = new Cloud(clock);
  furnish(cloud);
  const { resources, ...served } = await serveCloud(cloud, onExchange === undefined ? {} : { onExchange });
  return { cloud, advance: clock.advance, ...resources, ...served };
};
