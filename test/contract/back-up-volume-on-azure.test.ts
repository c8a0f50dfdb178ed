// The backup of a SAN volume over Azure's clients against the simulated Resource Manager: whole where all goes well, and
// where any one of its requests is throttled or loses its answer; what else goes wrong is tried on the embedded host.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Exchange } from '../../local/azure/arm/resource-manager.ts';
import type { ProxyVerdict } from '../../local/azure/fault-proxy.ts';
import type { ServedCloud } from '../support/simulated-azure.ts';
import { serveCloud } from '../support/simulated-azure.ts';
import { specificationsAbsent, trafficProblems } from '../support/specification-traffic.ts';
import { instance, VolumeEngine } from '../support/volume-engine.ts';
import { disk, groupId } from './resources/world.ts';

let engine: VolumeEngine;
let served: ServedCloud;
const exchanges: Exchange[] = [];

const start = async (): Promise<void> => {
  engine = new VolumeEngine();
  served = await serveCloud(engine.cloud, {
    onExchange: (exchange) => exchanges.push(structuredClone(exchange)),
  });
  engine.resources = served.resources;
};

beforeEach(start);
afterEach(async () => {
  await served.stop();
});

const isWholeAndTidy = async (): Promise<void> => {
  const { cloud, fixture } = engine;
  const { job, point } = await engine.backUp();
  expect(job).toMatchObject({ status: 'Completed', errors: [], warnings: [] });
  cloud.settle();
  expect(cloud.volumeSnapshots.all()).toEqual([]);
  expect(cloud.diskSnapshots.all().map(({ id }) => id)).toEqual([point?.diskSnapshotId]);
  expect(cloud.operations.all().filter(({ action }) => action === 'createVolumeSnapshot')).toHaveLength(1);
  expect(await fixture.vault.runs.list(instance)).toEqual([]);
};

test('a backup is whole, and a volume and a disk restored from it have the same bytes', async () => {
  engine.write(4_000, 'over the edge of a block, and further');
  await isWholeAndTidy();
  const [id = ''] = await engine.fixture.vault.volumePoints.ids(instance);
  engine.nextDay();
  engine.write(4_000, 'something else by now');
  const [restored, restoredDisk] = [`${groupId}/volumes/restored`, disk('restored')];
  const volume = await engine.restore(id, { kind: 'volume', volumeId: restored });
  const managed = await engine.restore(id, { kind: 'disk', diskId: restoredDisk, sku: 'Premium_LRS' });
  expect([volume.job.status, managed.job.status]).toEqual(['Completed', 'Completed']);
  const contents = [engine.cloud.volumes.get(restored), engine.cloud.disks.get(restoredDisk)].map((found) =>
    new TextDecoder().decode(found?.content.read(4_000, 37)),
  );
  expect(contents).toEqual(Array.from({ length: 2 }, () => 'over the edge of a block, and further'));
});

describe('one request goes wrong, each in turn', () => {
  const busy = { 'content-type': 'application/json', 'retry-after': '90' };
  const tooMany = JSON.stringify({ error: { code: 'TooManyRequests', message: 'Slow down.' } });
  test.each<[string, ProxyVerdict]>([
    ['throttled with Retry-After', { status: 429, headers: busy, body: tooMany }],
    ['without an answer, though it took effect', 'lose'],
  ])('%s: the backup is whole', async (_name, verdict) => {
    await engine.backUp();
    const requests = served.proxy.requests.length;
    await served.stop();
    for (let target = 0; target < requests; target += 1) {
      await start();
      let seen = 0;
      // What the client tries again at once goes wrong as well: three times, as often as it tries.
      served.proxy.use(() => {
        seen += 1;
        return seen > target && seen <= target + 3 ? verdict : 'pass';
      });
      await isWholeAndTidy();
      if (target < requests - 1) await served.stop();
    }
  });
});

describe.skipIf(specificationsAbsent)('the traffic of all of this', () => {
  test('is what the specifications say', async () => {
    expect(exchanges.length).toBeGreaterThan(100);
    const seen = new Map(
      exchanges.map((each) => [JSON.stringify([each.method, each.url, each.answer.status]), each]),
    );
    expect(await trafficProblems([...seen.values()])).toEqual([]);
  });
});
