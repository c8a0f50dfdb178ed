// Azure Resource Manager for a test of the whole app: a cloud in memory with one Elastic SAN, served on this machine, and
// a fault proxy before it.

import type { SimulatedResourceManager } from '../../local/azure/arm/resource-manager.ts';
import { startResourceManager } from '../../local/azure/arm/resource-manager.ts';
import type { FaultProxy } from '../../local/azure/fault-proxy.ts';
import { startFaultProxy } from '../../local/azure/fault-proxy.ts';
import { Cloud } from '../../src/memory/cloud/cloud.ts';
import { putVolume } from '../../src/memory/cloud/elastic-san-rules.ts';
import { furnish, groupId } from '../contract/resources/world.ts';

export interface TestAzure {
  /** What exists there: to furnish, to write into volumes, to disturb and to look at. */
  readonly cloud: Cloud;
  readonly simulator: SimulatedResourceManager;
  /** What the app talks to: for 429, 500 and lost answers. */
  readonly proxy: FaultProxy;
  /** For HOLDFAST_RESOURCE_MANAGER_ENDPOINT. */
  readonly endpoint: string;
  /** A volume of 1 GiB of these bytes; returns its ARM resource ID. */
  newVolume(name: string, content?: string): string;
  stop(): Promise<void>;
}

/** Operations end as soon as they are asked after: real time is for tests that say so (`cloud.change`). */
const AT_ONCE = { operationMs: 0, copyMs: 0, retryAfterMs: 1_000 };

export const startTestAzure = async (): Promise<TestAzure> => {
  const cloud = new Cloud({ now: () => Date.now() }, AT_ONCE);
  furnish(cloud);
  const simulator = await startResourceManager({ cloud });
  const proxy = await startFaultProxy(simulator.endpoint);
  return {
    cloud,
    simulator,
    proxy,
    endpoint: proxy.endpoint,
    newVolume: (name, content = '') => {
      const id = `${groupId}/volumes/${name}`;
      const { record } = putVolume(cloud, id, { sizeGiB: 1 });
      record.content.write(0, new TextEncoder().encode(content));
      cloud.settle();
      return id;
    },
    stop: async () => {
      await proxy.stop();
      await simulator.stop();
    },
  };
};
