// A SAN volume under the protection of the app, in a subscription of its own: every request to Azure Resource Manager tells
// by its address whose it is, and what goes wrong for one volume goes wrong for no other. It knows what each of its recovery
// points must hold, and has snapshots beside it that are not ours.

import { expect } from 'vitest';
import type { ProxiedRequest, ProxyRule } from '../../local/azure/fault-proxy.ts';
import type { StartedOperation } from '../../local/demo/arm-client.ts';
import type { JobView } from '../../local/demo/vault.ts';
import { snapshotName, snapshotTags } from '../../src/domain/elastic-san/snapshot-name.ts';
import { isWithin } from '../../src/domain/shared/resource-id.ts';
import type { BlockContent } from '../../src/memory/cloud/block-content.ts';
import { putVolume } from '../../src/memory/cloud/elastic-san-rules.ts';
import type { Action, DiskSnapshotRecord } from '../../src/memory/cloud/records.ts';
import type { TestApp } from './app.ts';
import type { Mishap } from './volume-steps.ts';
import { StepWatch } from './volume-steps.ts';

/** What is done to a volume over the API. */
export type Deed = 'backup' | 'restore' | 'restore to disk' | 'prune';

export const SAN_POLICY = 'San';
const LOCATION = 'westeurope';
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

interface PointRow {
  readonly name: string;
  readonly properties: {
    readonly recoveryPointDataStoresDetails: readonly [{ readonly metaData: string }];
  };
}

export class FleetVolume {
  /** Of the backup instance. */
  readonly name: string;
  /** ARM resource ID, as the others. */
  readonly subscription: string;
  /** Of what the last deed has asked. */
  watch = new StepWatch();
  /** What the recovery points hold, by their names, oldest first. */
  readonly points = new Map<string, BlockContent>();
  isNew = true;
  readonly #done = new Set<Deed>();
  readonly #app: TestApp;
  readonly #snapshotGroup: string;
  readonly #volumeGroup: string;
  readonly #id: string;
  #foreign: readonly object[] = [];
  #writes = 0;
  /** Operations that there were in Azure when the last deed began. */
  #operations = 0;
  #underWay:
    | { readonly deed: Deed; readonly point: string; readonly operation: StartedOperation }
    | undefined;

  constructor(app: TestApp, number: number) {
    this.#app = app;
    this.name = `volume-${number}`;
    this.subscription = `/subscriptions/00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
    const group = `${this.subscription}/resourceGroups/san`;
    const san = `${group}/providers/Microsoft.ElasticSan/elasticSans/contoso`;
    this.#snapshotGroup = `${this.subscription}/resourceGroups/snapshots`;
    this.#volumeGroup = `${san}/volumegroups/data`;
    this.#id = `${this.#volumeGroup}/volumes/sql`;
    const { cloud } = app.azure;
    for (const id of [group, this.#snapshotGroup]) cloud.resourceGroups.put({ id, location: LOCATION });
    cloud.sans.put({ id: san, location: LOCATION, sku: 'Premium_LRS', totalSizeTiB: 1 });
    cloud.volumeGroups.put({ id: this.#volumeGroup, encryption: 'EncryptionAtRestWithPlatformKey' });
    putVolume(cloud, this.#id, { sizeGiB: 1 });
    this.#plantForeign();
  }

  owns({ url }: ProxiedRequest): boolean {
    return decodeURIComponent(url).startsWith(`${this.subscription}/`);
  }

  answer(request: ProxiedRequest): ReturnType<ProxyRule> {
    return this.watch.answer(this.#kindOf(request), request);
  }

  /** Whether it can be done no more: what was restored stands where a second one would go. */
  did(deed: Deed): boolean {
    return deed.startsWith('restore') && this.#done.has(deed);
  }

  async protect(): Promise<void> {
    this.isNew = false;
    const volume = { volumeId: this.#id, snapshotGroupId: this.#snapshotGroup };
    await this.#app.vault.protectVolume(this.name, volume, SAN_POLICY);
  }

  /** Restores and prunes are of the oldest point. */
  async begin(deed: Deed, mishap?: Mishap): Promise<void> {
    this.watch = new StepWatch(mishap);
    const [point = ''] = this.points.keys();
    this.#done.add(deed);
    this.#operations = this.#app.azure.cloud.operations.all().length;
    if (deed === 'backup') this.#write();
    this.#underWay = { deed, point, operation: await this.#start(deed, point) };
  }

  /** The job of what was begun, which has ended. What it has made is looked at. */
  async ended(): Promise<JobView> {
    if (this.#underWay === undefined) throw new Error(`Nothing was begun with ${this.name}`);
    const { deed, point, operation } = this.#underWay;
    const { arm, vault } = this.#app;
    const { properties } = await arm.call<{ properties: { jobId: string } }>('GET', operation.statusUrl);
    const job = await vault.job(properties.jobId);
    if (job.status === 'Failed') return job;
    if (deed === 'backup') this.points.set(job.recoveryPointId ?? '', this.#content().copy());
    else if (deed === 'prune') {
      if (job.status === 'Completed') this.points.delete(point);
    } else this.#isRestored(this.#target(deed), point);
    return job;
  }

  /** What the last deed has begun in Azure. */
  actions(): readonly Action[] {
    const { operations } = this.#app.azure.cloud;
    const begun = operations.all().slice(this.#operations);
    return [
      ...new Set(
        begun.filter(({ target }) => isWithin(this.subscription, target)).map(({ action }) => action),
      ),
    ];
  }

  /** The vault shows the points that there must be, each with its snapshot, whole; and others' snapshots are as they were. */
  async isWhole(): Promise<void> {
    const { azure } = this.#app;
    const shown = await this.#shown();
    expect([...shown.keys()].sort(), this.name).toEqual([...this.points.keys()]);
    for (const [point, content] of this.points) {
      const diskSnapshotId = shown.get(point) ?? '';
      const snapshot = azure.cloud.settled(() => azure.cloud.diskSnapshots.get(diskSnapshotId));
      expect(snapshot, `${this.name} ${point}`).toMatchObject({ state: 'Succeeded', incremental: true });
      expect(snapshot?.copyError, `${this.name} ${point}`).toBeUndefined();
      expect(snapshot?.content.entries(), `${this.name} ${point}`).toEqual(content.entries());
    }
    expect(this.#found().foreign, this.name).toEqual(this.#foreign);
  }

  /** Of ours: IDs of what is temporary, and of disk snapshots that are no recovery point's. */
  leftovers(): readonly string[] {
    const { volumeSnapshots, diskSnapshots } = this.#found();
    const kept = new Set([...this.points.keys()].map((point) => snapshotName(this.#owner(), point)));
    return [
      ...volumeSnapshots,
      ...diskSnapshots.filter((id) => !kept.has(id.slice(id.lastIndexOf('/') + 1))),
    ];
  }

  /** ARM resource IDs of disk snapshots, by recovery point. */
  async #shown(): Promise<ReadonlyMap<string, string>> {
    const { arm, vault } = this.#app;
    const rows = await arm.list<PointRow>(`${vault.id}/backupInstances/${this.name}/recoveryPoints`);
    return new Map(
      rows.map(
        ({
          name,
          properties: {
            recoveryPointDataStoresDetails: [store],
          },
        }) => {
          const { diskSnapshotId } = JSON.parse(store.metaData) as { readonly diskSnapshotId: string };
          return [name, diskSnapshotId];
        },
      ),
    );
  }

  #owner() {
    return { controlAccountId: this.#app.control.id, backupInstance: this.name };
  }

  #content(): BlockContent {
    const { content } = this.#app.azure.cloud.volumes.get(this.#id) ?? {};
    if (content === undefined) throw new Error(`${this.#id} is gone`);
    return content;
  }

  /** Over the edge of a block, and somewhere else each time. */
  #write(): void {
    this.#writes += 1;
    this.#content().write(4_000 * this.#writes, Buffer.from(`${this.name}, ${this.#writes}. `.repeat(30)));
  }

  #start(deed: Deed, point: string): Promise<StartedOperation> {
    const { vault } = this.#app;
    if (deed === 'backup') return vault.startBackup(this.name);
    if (deed === 'prune') return vault.startPrune(this.name, [point]);
    const target = { store: 'OperationalStore', resourceId: this.#target(deed), location: LOCATION } as const;
    return vault.startRestore(this.name, point, target);
  }

  #target(deed: Deed): string {
    return deed === 'restore'
      ? `${this.#volumeGroup}/volumes/restored`
      : `${this.#snapshotGroup}/providers/Microsoft.Compute/disks/restored`;
  }

  #isRestored(target: string, point: string): void {
    const { volumes, disks } = this.#app.azure.cloud;
    const { content, state } = volumes.get(target) ?? disks.get(target) ?? {};
    expect(state, target).toBe('Succeeded');
    expect(content?.entries(), target).toEqual(this.points.get(point)?.entries());
  }

  #kindOf({ method, url }: ProxiedRequest): string {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const path = decodeURIComponent(pathname).slice(this.subscription.length);
    const [operation] = UUID.exec(path) ?? [];
    if (operation !== undefined) {
      const { action } = this.#app.azure.cloud.operations.get(`/operations/${operation}`) ?? {};
      return `${method} operation ${action}`;
    }
    const filter = searchParams.get('$filter');
    return `${method} ${path.replace(/holdfast-[^/]+/, '*')}${filter === null ? '' : `?${filter}`}`;
  }

  /** Under names and tags like ours. */
  #plantForeign(): void {
    const { cloud } = this.#app.azure;
    const another = snapshotName({ ...this.#owner(), backupInstance: 'another' }, '20200101T000000Z');
    const ours = snapshotName(this.#owner(), '20200101T000000Z');
    const content = this.#content().copy();
    const { volumeId: familyId = '' } = cloud.volumes.get(this.#id) ?? {};
    const common = { createdAt: Date.now(), state: 'Succeeded', content } as const;
    for (const name of [another, 'holdfast-by-hand']) {
      const of = { sourceId: this.#id, sourceVolumeId: familyId, sourceSizeGiB: 1 };
      cloud.volumeSnapshots.put({ ...common, ...of, id: `${this.#volumeGroup}/snapshots/${name}` });
    }
    const exported: Omit<DiskSnapshotRecord, 'id' | 'tags'> = {
      ...common,
      ...{ location: LOCATION, incremental: true, storedBytes: 0, familyId, copiedAt: Date.now() },
      sku: 'Standard_LRS',
      elasticSanSnapshotId: this.#id,
    };
    const theirs = { [another]: snapshotTags(this.#owner(), '20200101T000000Z'), [ours]: { owner: 'ada' } };
    for (const [name, tags] of Object.entries(theirs)) {
      const id = `${this.#snapshotGroup}/providers/Microsoft.Compute/snapshots/${name}`;
      cloud.diskSnapshots.put({ ...exported, id, tags });
    }
    cloud.settle();
    const { volumeSnapshots, diskSnapshots } = cloud;
    const all = [...volumeSnapshots.within(this.subscription), ...diskSnapshots.within(this.subscription)];
    this.#foreign = all.map((record) => ({ ...record }));
  }

  #found() {
    const { cloud } = this.#app.azure;
    cloud.settle();
    const { volumeSnapshots, diskSnapshots } = cloud;
    const foreign = new Set(this.#foreign.map((record) => (record as { readonly id: string }).id));
    const ours = ({ id }: { readonly id: string }) => !foreign.has(id);
    const [inSan, disks] = [
      volumeSnapshots.within(this.subscription),
      diskSnapshots.within(this.subscription),
    ];
    return {
      foreign: [...inSan, ...disks].filter((record) => !ours(record)),
      volumeSnapshots: inSan.filter(ours).map(({ id }) => id),
      diskSnapshots: disks.filter(ours).map(({ id }) => id),
    };
  }
}
