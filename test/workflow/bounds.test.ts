// What has to stay small however large an account is: messages, histories, the time of one activity, and the requests by
// which ranges are found.

import { expect, test } from 'vitest';
import { SyntheticListing } from '../../bench/scale/synthetic-listing.ts';
import { findBackupRanges } from '../../src/activities/ranges/backup-ranges.ts';
import { usualRangeSizes } from '../../src/domain/manifest/balanced-ranges.ts';
import { MemoryStorageAccounts } from '../../src/memory/memory-storage-accounts.ts';
import type { ObjectStore } from '../../src/ports/object-store.ts';
import { contentsOf } from '../support/account-contents.ts';
import { Engine } from '../support/engine-fixture.ts';

const CONTAINERS = 100;
const settings = { lanes: 64, sliceSeconds: 1, pollSeconds: 30, markerDeadlineSeconds: 600 };
const HISTORY = 600;

/** The runner refuses messages of more than 45 KB. */
const manyLongNames = async (): Promise<Engine> => {
  const engine = await Engine.start({ rangeSizes: { least: 2, most: 4 } });
  for (let i = 0; i < CONTAINERS; i += 1) {
    const container = `container-${'x'.repeat(50)}${String(i).padStart(3, '0')}`;
    engine.source.createContainer(container);
    for (let blob = 0; blob < 8; blob += 1) {
      engine.source.putText(container, `${blob}/${String(blob).repeat(990)}`, `${blob}`);
    }
  }
  return engine;
};

test('messages and histories are small with a hundred containers, hundreds of ranges and the longest names', {
  timeout: 120_000,
}, async () => {
  const engine = await manyLongNames();
  engine.hook = () => {
    engine.time.now += 40;
    return undefined;
  };
  const first = await engine.backUp({ settings });
  expect(first.job).toMatchObject({ status: 'Completed', backup: { blobs: 8 * CONTAINERS } });
  const gone = [...engine.source.containers.keys()].slice(0, 60);
  let calls = 0;
  engine.hook = ({ method }) => {
    engine.time.now += 40;
    if (method === 'listBlobs' && calls++ === 150)
      for (const name of gone) engine.source.containers.delete(name);
    return undefined;
  };
  const second = await engine.backUp({ settings });
  expect(second.job).toMatchObject({ status: 'CompletedWithWarnings', backup: { blobs: 8 * 40 } });
  const restored = await engine.restore(second.point?.id ?? '', { settings: { lanes: 64, sliceSeconds: 1 } });
  expect(restored.job).toMatchObject({ status: 'Completed', restore: { verified: 8 * 40 } });
  expect(contentsOf(engine.target)).toEqual(contentsOf(engine.source));
  for (const { run } of [first, second, restored]) {
    for (const { history } of run.generations) expect(history.length).toBeLessThan(HISTORY);
  }
});

test('no activity goes on much longer than a slice may', { timeout: 120_000 }, async () => {
  const engine = await manyLongNames();
  const longest: Record<string, number> = {};
  // Calls that would run side by side take their time one after the other here, so 10 ms stand for some 100.
  engine.hook = () => {
    engine.time.now += 10;
    return undefined;
  };
  const activity = async (name: string, input: object): Promise<object> => {
    const began = engine.time.now;
    const output = await engine.callActivity(name, input);
    longest[name] = Math.max(longest[name] ?? 0, engine.time.now - began);
    return output;
  };
  const slices = { ...settings, lanes: 1, sliceSeconds: 20 };
  const { point } = await engine.backUp({ settings: slices }, { activity });
  await engine.restore(point?.id ?? '', { settings: slices }, { activity });
  for (const [name, ms] of Object.entries(longest)) expect([name, ms <= 25_000]).toEqual([name, true]);
});

const BLOBS = 10_000_000;

/** An account with one container, of which only the listing exists. */
const listingOnly = (listing: SyntheticListing, requests: string[]): ObjectStore => {
  const accounts = new MemoryStorageAccounts();
  accounts.add('source');
  return Object.assign(Object.create(accounts.open('source')) as ObjectStore, {
    listBlobs: async (...[, options = {}]: Parameters<ObjectStore['listBlobs']>) => {
      requests.push(JSON.stringify(options));
      return listing.page(options);
    },
  });
};

test('ten million blobs of a new container are cut into even ranges by a few hundred listings', async () => {
  const listing = new SyntheticListing(0, BLOBS);
  const requests: string[] = [];
  const { ranges, way } = await findBackupRanges({
    source: listingOnly(listing, requests),
    containers: ['data'],
    lanes: 4,
    sizes: usualRangeSizes,
    isOver: () => false,
  });
  expect(way).toBe('by-name');
  expect(requests.length).toBeLessThan(600);
  expect(ranges.length).toBeGreaterThanOrEqual(16);
  const ends = ranges.map(({ work: { to } }) => (to === undefined ? BLOBS : listing.countBefore(to)));
  const counts = ends.map((end, at) => end - (ends[at - 1] ?? 0));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(BLOBS);
  expect(Math.max(...counts)).toBeLessThan((2 * BLOBS) / ranges.length);
});
