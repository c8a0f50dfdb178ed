// A protected account, and what it held at every moment: writers change it while backups run, and the model says what a
// recovery point of a given time must, may and must not hold.

import { isNodeBoundary, leafBoundary } from '../../src/domain/manifest/boundary.ts';
import type { ManifestEntry } from '../../src/domain/manifest/entry.ts';
import type { ContainerSelection } from '../../src/domain/protection/backup-instance.ts';
import type { RecoveryPoint } from '../../src/domain/recovery-point/recovery-point.ts';
import type { BlobSetup, MemoryAccount, MemoryBlob } from '../../src/memory/memory-account.ts';
import type { SeededRandom } from '../../src/memory/seeded-random.ts';

/** One state of one blob. */
interface Version {
  readonly blob: MemoryBlob;
  readonly from: number;
  to: number;
}

interface Span {
  readonly from: number;
  to: number;
}

const containers = ['alpha', 'beta', 'gamma', 'delta'] as const;

/** Names that sort in unexpected ways, and some after which a leaf or an index node ends: small accounts have many. */
const namesOf = new Map<string, readonly string[]>(
  containers.map((container) => {
    const ends = leafBoundary(container);
    const [leafEnds, nodeEnds]: [string[], string[]] = [[], []];
    for (let n = 0; leafEnds.length < 8 || nodeEnds.length < 2; n += 1) {
      const name = `n${n}`;
      if (!ends(name)) continue;
      if (isNodeBoundary(1, container, name)) nodeEnds.push(name);
      else if (leafEnds.length < 8) leafEnds.push(name);
    }
    const odd = [
      'a',
      'dir/x',
      'dir-b',
      'dir/x/y',
      '\uFF21',
      '\u{1F600}',
      '_holdfast-recovery-point-mine',
      'z',
    ];
    return [container, [...odd, ...leafEnds, ...nodeEnds.slice(0, 2)]];
  }),
);

/** How much there may be in an account. */
export interface Extent {
  readonly containers: number;
  /** In each of them. */
  readonly names: number;
}

export class SourceAccount {
  readonly account: MemoryAccount;
  readonly selection: ContainerSelection;
  private readonly now: () => number;
  private readonly versions = new Map<string, Version[]>();
  private readonly byEtag = new Map<string, MemoryBlob>();
  private readonly spans = new Map<string, Span[]>();
  private readonly own: readonly string[];
  private readonly names: ReadonlyMap<string, readonly string[]>;
  private written = 0;

  constructor(account: MemoryAccount, selection: ContainerSelection, extent: Extent, now: () => number) {
    this.account = account;
    this.selection = selection;
    this.now = now;
    this.own = containers.slice(0, extent.containers);
    // Leaves end at the last ones: both ends are of interest.
    this.names = new Map(this.own.map((container) => [container, spread(container, extent.names)]));
  }

  // ---- What somebody does to it

  change(random: SeededRandom): string {
    const container = random.pick(this.own);
    const name = random.pick(this.names.get(container) ?? []);
    const drawn = random.next();
    if (!this.account.containers.has(container)) return this.create(container);
    if (drawn < 0.02) return this.drop(container);
    if (drawn < 0.25) return this.delete(container, name);
    if (drawn < 0.3) return this.setTier(container, name, random.pick(['Cool', 'Archive', 'Hot'] as const));
    return this.write(container, name, random);
  }

  /** Of one blob, while a backup copies it. Says nothing where it is gone, or of no kind that is copied. */
  changeNow(container: string, name: string, random: SeededRandom): string | undefined {
    if (this.account.find(container, name)?.blobType !== 'BlockBlob') return undefined;
    if (!this.own.includes(container)) return undefined;
    return random.chance(0.8) ? this.write(container, name, random) : this.delete(container, name);
  }

  /** Of some blob, when a backup has just listed the container. */
  changeListed(container: string, random: SeededRandom): string | undefined {
    const names = this.names.get(container) ?? [];
    return names.length === 0 ? undefined : this.changeNow(container, random.pick(names), random);
  }

  /** An account without a container cannot be backed up, and the app says so. */
  haveContainer(): void {
    const [first = ''] = this.own;
    if (!this.own.some((name) => this.isSelected(name) && this.account.containers.has(name)))
      this.create(first);
  }

  contentOf(etag: string): MemoryBlob | undefined {
    return this.byEtag.get(etag);
  }

  private write(container: string, name: string, random: SeededRandom): string {
    this.written += 1;
    // Many of one size, and some without a hash: what tells two states of a blob apart is then its ETag alone.
    const text = `${this.account.name} ${String(this.written).padStart(4)} ${'.'.repeat(random.pick([0, 0, 0, 1, 40]))}`;
    const setup: BlobSetup = {
      metadata: random.chance(0.3) ? { Writer: String(this.written) } : {},
      ...(random.chance(0.2) ? { tags: { tag: String(this.written % 3) } } : {}),
      ...(random.chance(0.3) ? { md5: false as const } : {}),
      ...(random.chance(0.04) ? { blobType: random.pick(['AppendBlob', 'PageBlob'] as const) } : {}),
      contentType: random.pick(['text/plain', 'application/json']),
    };
    const blob = this.account.putText(container, name, text, setup);
    this.end(container, name);
    this.begin(container, name, blob);
    return `write ${container}/${name}`;
  }

  private delete(container: string, name: string): string {
    this.account.remove(container, name);
    this.end(container, name);
    return `delete ${container}/${name}`;
  }

  /** Leaves the ETag as it is. */
  private setTier(container: string, name: string, tier: 'Cool' | 'Archive' | 'Hot'): string {
    const blob = this.account.find(container, name);
    if (blob === undefined || blob.blobType !== 'BlockBlob') return 'nothing';
    this.end(container, name);
    this.begin(container, name, this.account.change(container, name, { tier }));
    return `tier ${container}/${name} ${tier}`;
  }

  private create(container: string): string {
    this.account.createContainer(container);
    const spans = this.spans.get(container) ?? [];
    this.spans.set(container, [...spans, { from: this.now(), to: Number.POSITIVE_INFINITY }]);
    return `create ${container}`;
  }

  private drop(container: string): string {
    for (const name of this.account.containerOf(container).blobs.keys()) this.end(container, name);
    this.account.containers.delete(container);
    const last = this.spans.get(container)?.at(-1);
    if (last !== undefined) last.to = this.now();
    return `drop ${container}`;
  }

  private begin(container: string, name: string, blob: MemoryBlob): void {
    const key = `${container}/${name}`;
    this.byEtag.set(blob.etag, blob);
    const version = { blob, from: this.now(), to: Number.POSITIVE_INFINITY };
    this.versions.set(key, [...(this.versions.get(key) ?? []), version]);
  }

  private end(container: string, name: string): void {
    const last = this.versions.get(`${container}/${name}`)?.at(-1);
    if (last !== undefined && last.to > this.now()) last.to = this.now();
  }

  // ---- What a recovery point may say of it

  /**
   * A point stands for the time T of its markers and was committed at E. Every entry was the state of its blob at some
   * moment from T to E. Every blob that could be backed up and did not change from T to E is an entry, if its container
   * was there from before the backup began to E. Throws where that does not hold.
   */
  compare(point: RecoveryPoint, entries: readonly ManifestEntry[], begun: number): void {
    const time = Date.parse(point.time);
    const end = this.now();
    const found = new Set<string>();
    for (const { container, name, etag } of entries) {
      const key = `${container}/${name}`;
      found.add(`${key} ${etag}`);
      const was = this.versions
        .get(key)
        ?.some(({ blob, from, to }) => blob.etag === etag && from <= end && to >= time);
      if (was !== true) throw new Error(`${point.id} holds ${key} as ${etag}, which it was not in its time`);
      if (!this.isSelected(container)) throw new Error(`${point.id} holds ${key}, which is not selected`);
    }
    for (const container of this.own) this.compareContainer(point, container, { begun, time, end, found });
  }

  private compareContainer(
    point: RecoveryPoint,
    container: string,
    { begun, time, end, found }: { begun: number; time: number; end: number; found: ReadonlySet<string> },
  ): void {
    const stood = this.spans.get(container)?.some(({ from, to }) => from < begun && to > end) === true;
    if (!stood || !this.isSelected(container)) return;
    if (!point.containers.some(({ name }) => name === container))
      throw new Error(`${point.id} does not name the container ${container}`);
    for (const name of this.names.get(container) ?? []) {
      const key = `${container}/${name}`;
      const rested = this.versions.get(key)?.find(({ from, to }) => from < time && to > end);
      if (rested === undefined || !isWanted(rested.blob)) continue;
      if (!found.has(`${key} ${rested.blob.etag}`))
        throw new Error(`${point.id} lacks ${key}, which was ${rested.blob.etag} all the time`);
    }
  }

  private isSelected(container: string): boolean {
    const { include, exclude } = this.selection;
    if (include !== undefined && include.length > 0 && !include.includes(container)) return false;
    return exclude?.includes(container) !== true;
  }
}

/** Others are left out with a warning, archived ones where no earlier point holds them. */
const isWanted = ({ blobType, tier }: MemoryBlob): boolean => blobType === 'BlockBlob' && tier !== 'Archive';

const spread = (container: string, most: number): readonly string[] => {
  const names = namesOf.get(container) ?? [];
  return most >= names.length
    ? names
    : names.filter(
        (_, at) => Math.floor(((at + 1) * most) / names.length) > Math.floor((at * most) / names.length),
      );
};
