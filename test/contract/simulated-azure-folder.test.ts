// The simulated Azure in a folder: opened again it is what it was, at whichever write the process before was killed.

import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CloudFolder } from '../../local/azure/arm/cloud-folder.ts';
import { openCloudFolder } from '../../local/azure/arm/cloud-folder.ts';
import { BlockContent } from '../../src/memory/cloud/block-content.ts';
import { deleteVolume, putVolume, putVolumeSnapshot } from '../../src/memory/cloud/elastic-san-rules.ts';
import { putDisk, putDiskSnapshot } from '../../src/memory/cloud/managed-disk-rules.ts';
import { serveCloud } from '../support/simulated-azure.ts';
import {
  disk,
  diskSnapshot,
  drivenClock,
  furnish,
  sanGroup,
  volumeId,
  volumeSnapshot,
} from './resources/world.ts';

let root: string;
let clock: ReturnType<typeof drivenClock>;
const open = (name = 'main'): CloudFolder => openCloudFolder({ folder: join(root, name), clock });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'holdfast-azure-'));
  clock = drivenClock();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const write = ({ cloud }: CloudFolder, at: number, text: string): void =>
  cloud.volumes.get(volumeId)?.content.write(at, bytes(text));
const read = ({ cloud }: CloudFolder, at: number, length: number): string =>
  new TextDecoder().decode(cloud.volumes.get(volumeId)?.content.read(at, length));

const pass = ({ cloud }: CloudFolder): void => {
  clock.advance(60_000);
  cloud.settle();
};

/** A volume with writes, snapshots and a disk of it; nothing is under way. */
const furnished = (): CloudFolder => {
  const folder = open();
  const { cloud } = folder;
  furnish(cloud);
  putVolume(cloud, volumeId, { sizeGiB: 1 });
  pass(folder);
  for (let block = 0; block < 20; block += 1) write(folder, block * 4_096, `block ${block}`);
  putVolumeSnapshot(cloud, volumeSnapshot('one'), volumeId);
  pass(folder);
  const exported = { location: 'westeurope', tags: { a: 'b' }, incremental: true };
  putDiskSnapshot(cloud, diskSnapshot('one'), { ...exported, elasticSanSnapshotId: volumeSnapshot('one') });
  pass(folder);
  write(folder, 4_096, 'changed');
  putDisk(cloud, disk('one'), {
    location: 'westeurope',
    sku: 'Premium_LRS',
    tags: {},
    snapshotId: diskSnapshot('one'),
  });
  cloud.lock({ name: 'keep', level: 'CanNotDelete', scope: sanGroup });
  cloud.disturb({ action: 'createDisk', what: 'hang' });
  folder.save();
  return folder;
};

/** All of it as plain text, bytes included. */
const described = ({ cloud }: CloudFolder): unknown =>
  JSON.parse(
    JSON.stringify(cloud.state(), (_key, value: unknown) =>
      value instanceof BlockContent
        ? [value.sizeBytes, value.entries().map(([block, held]) => [block, Buffer.from(held).toString()])]
        : value,
    ),
  );

describe('opened again', () => {
  test('it holds all that it held', () => {
    const before = furnished();
    const after = open();
    expect(described(after)).toEqual(described(before));
    expect(read(after, 4_096, 7)).toBe('changed');
    expect(after.cloud.disks.get(disk('one'))?.content.read(4_096, 7)).toEqual(bytes('block 1'));
    expect(after.cloud.disks.get(disk('one'))?.state).toBe('Updating');
    pass(after);
    expect(after.cloud.disks.get(disk('one'))?.state).toBe('Succeeded');
  });

  test('a snapshot is as incremental as it would have been', () => {
    furnished();
    const after = open();
    const { cloud } = after;
    putVolumeSnapshot(cloud, volumeSnapshot('two'), volumeId);
    pass(after);
    const elasticSanSnapshotId = volumeSnapshot('two');
    const exported = { location: 'westeurope', tags: {}, incremental: true, elasticSanSnapshotId };
    expect(putDiskSnapshot(cloud, diskSnapshot('two'), exported).record.storedBytes).toBe(4_096);
  });

  test('what is under way over HTTP goes on where it was', async () => {
    const before = furnished();
    let served = await serveCloud(before.cloud, { save: before.save });
    const begun = await served.resources.elasticSans.beginSnapshot(volumeSnapshot('two'), volumeId);
    if (begun.status !== 'running') throw new Error(`The snapshot is ${begun.status}`);
    await served.stop();

    const after = open();
    served = await serveCloud(after.cloud, { save: after.save });
    const state = begun.state.replaceAll(/127\.0\.0\.1:\d+/g, new URL(served.proxy.endpoint).host);
    expect(await served.resources.elasticSans.poll(state)).toMatchObject({ status: 'running' });
    clock.advance(60_000);
    expect(await served.resources.elasticSans.poll(state)).toEqual({ status: 'succeeded' });
    await served.stop();
  });

  test('it keeps no content that nothing has', () => {
    const folder = furnished();
    const tables = () => readdirSync(join(root, 'main/tables')).length;
    expect(tables()).toBe(2);
    for (const { id } of folder.cloud.diskSnapshots.all()) folder.cloud.diskSnapshots.remove(id);
    for (const { id } of folder.cloud.disks.all()) folder.cloud.disks.remove(id);
    for (const { id } of folder.cloud.locks.all()) folder.cloud.locks.remove(id);
    deleteVolume(folder.cloud, volumeId, { withSnapshots: true });
    pass(folder);
    folder.save();
    expect(tables()).toBe(0);
  });
});

describe('killed while it writes', () => {
  test.each<[string, (folder: string, whole: string) => void]>([
    ['half a block', (folder) => appendFileSync(join(folder, 'blocks.bin'), Buffer.alloc(3_000, 7))],
    [
      'a block whose bytes are not those of its name',
      (folder) => appendFileSync(join(folder, 'blocks.bin'), Buffer.alloc(32 + 4_096, 7)),
    ],
    ['half a table', (folder) => writeFileSync(join(folder, 'tables/abc.next'), '[[0,')],
    ['half a document', (folder) => writeFileSync(join(folder, 'azure.json.next'), '{"settings":')],
    [
      'all but the document',
      (folder, whole) => {
        cpSync(join(whole, 'blocks.bin'), join(folder, 'blocks.bin'));
        cpSync(join(whole, 'tables'), join(folder, 'tables'), { recursive: true });
      },
    ],
  ])('with %s written, it is what it was before', (_what, tear) => {
    const running = furnished();
    cpSync(join(root, 'main'), join(root, 'killed'), { recursive: true });
    write(running, 0, 'later');
    running.save();
    tear(join(root, 'killed'), join(root, 'main'));

    const again = open('killed');
    expect(read(again, 0, 7)).toBe('block 0');
    write(again, 0, 'go on');
    again.save();
    expect(read(open('killed'), 0, 5)).toBe('go on');
    expect(read(open('killed'), 4_096, 7)).toBe('changed');
    expect(read(open(), 0, 5)).toBe('later');
  });
});
