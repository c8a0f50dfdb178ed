// The contracts of the resource ports on Azure's clients against the simulated Resource Manager. What went over the wire
// is held to the public specifications afterwards (skipped where those are not at hand).

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Exchange } from '../../local/azure/arm/resource-manager.ts';
import type { SimulatedAzure } from '../support/simulated-azure.ts';
import { startSimulatedAzure } from '../support/simulated-azure.ts';
import { specificationsAbsent, trafficProblems } from '../support/specification-traffic.ts';
import { describeElasticSans } from './resources/elastic-sans.ts';
import { describeManagedDisks } from './resources/managed-disks.ts';
import { describeResourceGroups } from './resources/resource-groups.ts';

let azure: SimulatedAzure;
const exchanges: Exchange[] = [];

beforeEach(async () => {
  azure = await startSimulatedAzure((exchange) => exchanges.push(structuredClone(exchange)));
});

afterEach(async () => {
  await azure.stop();
});

describe('Elastic SAN on the simulated Azure', () => describeElasticSans(() => azure));
describe('Managed Disks on the simulated Azure', () => describeManagedDisks(() => azure));
describe('resource groups on the simulated Azure', () => describeResourceGroups(() => azure));

describe.skipIf(specificationsAbsent)('the traffic of all of this', () => {
  it('is what the specifications say', async () => {
    expect(exchanges.length).toBeGreaterThan(100);
    expect(await trafficProblems(exchanges)).toEqual([]);
  });
});
