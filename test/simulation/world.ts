// What a simulation plays in: accounts in memory, two protected ones, the engine, driven time, and how bad things get,
// all of it by the seed.

import type { Settings } from '../../src/config/schema.ts';
import { requireSettings } from '../../src/config/schema.ts';
import { jobStartMs } from '../../src/domain/job/job-id.ts';
import type { FaultSource } from '../../src/memory/faults.ts';
import { MemoryStorageAccounts } from '../../src/memory/memory-storage-accounts.ts';
import type { PortCall } from '../../src/memory/port-methods.ts';
import { traitsOf } from '../../src/memory/port-methods.ts';
import type { FaultRates } from '../../src/memory/seeded-faults.ts';
import { seededFaults } from '../../src/memory/seeded-faults.ts';
import type { SeededRandom } from '../../src/memory/seeded-random.ts';
import type { StoreErrorCode } from '../../src/ports/object-store.ts';
import { storeError } from '../../src/ports/object-store.ts';
import { pinBlob } from '../../src/vault/layout.ts';
import { VaultInvariants } from '../support/invariants.ts';
import { DurableEngine } from './durable-engine.ts';
import { PortScheduler } from './port-scheduler.ts';
import { RestoreCheck } from './restore-check.ts';
import type { Extent } from './source-account.ts';
import { SourceAccount } from './source-account.ts';

const region = 'westeurope';

export const accountId = (name: string): string =>
  `/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/${name}`;

const dataAccounts = ['data1', 'data2', 'data3'];
/** The vault's own, by name. */
export const vaultAccounts: readonly string[] = ['control', ...dataAccounts];

/** Of the turns of workflows: the others go on from where the turn before has left them. */
const REPLAYED = 0.1;

export interface Protected {
  readonly instance: string;
  readonly source: SourceAccount;
}

interface Size extends Extent {
  readonly instances: number;
  /** Before the first backup. */
  readonly writes: number;
  /** Fewest and most things that happen from outside. */
  readonly actions: readonly [number, number];
}

/** Most worlds are small, so that there are many: what is wrong shows in most of them too. */
const small: Size = { instances: 1, containers: 1, names: 5, writes: 4, actions: [6, 18] };
const middle: Size = { instances: 1, containers: 2, names: 10, writes: 12, actions: [10, 30] };
const large: Size = { instances: 2, containers: 4, names: 18, writes: 20, actions: [10, 60] };
const sizes: readonly Size[] = [small, small, small, small, small, middle, middle, large];

export class World {
  readonly random: SeededRandom;
  readonly time = { now: Date.parse('2026-11-22T00:30:00Z') };
  readonly accounts: MemoryStorageAccounts;
  readonly settings: Settings;
  readonly protectedOnes: readonly Protected[];
  readonly scheduler: PortScheduler;
  readonly engine: DurableEngine;
  readonly invariants: VaultInvariants;
  /** Until they are over, requests to these accounts fail. */
  readonly outages = new Map<string, { readonly until: number; readonly code: StoreErrorCode }>();
  /** Nothing goes wrong any more. */
  calm = false;
  readonly faults: FaultSource;
  /** Longest time between two steps. */
  readonly paceMs: number;
  /** Probability that an answer comes some steps after its effect. */
  readonly lateAnswers: number;
  /** Probability that a blob changes in the moment in which it is copied. */
  readonly rewrites: number;
  /** Whether time goes on at the end until all that nothing uses must be gone. */
  readonly outlastsGrace: boolean;
  /** Whether an instance is deleted at last. */
  readonly partsAtLast: boolean;
  /** Instances of which the next to pin a point is slow to do so, by at most so many steps. */
  readonly hesitant = new Map<string, number>();
  /** Counts of what the checks have seen. */
  readonly tally: Record<string, number> = {};
  readonly size: Size;
  private targets = 0;

  constructor(random: SeededRandom, replays: SeededRandom) {
    this.random = random;
    const now = (): number => this.time.now;
    this.accounts = new MemoryStorageAccounts({ now });
    this.accounts.add(accountId('control'), { region });
    for (const name of dataAccounts) this.accounts.add(accountId(name), this.odd());
    this.size = random.pick(sizes);
    this.rewrites = random.pick([0, 0.1, 0.4]);
    this.outlastsGrace = random.chance(0.5);
    this.partsAtLast = random.chance(0.3);
    this.protectedOnes = ['one', 'two'].slice(0, this.size.instances).map((name, at) => ({
      instance: `instance-${name}`,
      source: new SourceAccount(
        this.accounts.add(accountId(`source${name}`), this.odd()),
        at === 0 ? {} : { exclude: ['gamma'] },
        this.size,
        now,
      ),
    }));
    this.settings = settingsBy(random);
    this.scheduler = new PortScheduler(this.time, this.holdsBy(random));
    this.engine = new DurableEngine(now, () => replays.chance(REPLAYED));
    this.faults = this.faultsBy(random);
    this.paceMs = random.pick([5, 50, 500, 3_000]);
    this.lateAnswers = random.pick([0, 0.05, 0.3]);
    this.invariants = this.watch();
  }

  newTarget(): string {
    this.targets += 1;
    const id = accountId(`target${this.targets}`);
    this.accounts.add(id, this.odd());
    return id;
  }

  private note(what: string): void {
    const key = `= ${what}`;
    this.tally[key] = (this.tally[key] ?? 0) + 1;
  }

  private odd() {
    const { random } = this;
    const listingOrder = random.pick(['utf16', 'utf16', 'utf8', 'path'] as const);
    return { region, listingOrder, largestPage: random.pick([2, 5, 5000]) };
  }

  private faultsBy(random: SeededRandom): FaultSource {
    const rate = (most: number): number => (random.chance(0.5) ? 0 : most * random.next() ** 2);
    const store: FaultRates = {
      before: rate(0.08),
      after: rate(0.08),
      late: rate(0.05),
      hang: rate(0.003),
      slow: rate(0.08),
    };
    // A storage account answers with what is; the engine's status lags behind.
    const engine: FaultRates = { before: rate(0.1), after: rate(0.1), slow: rate(0.1), stale: rate(0.2) };
    const byChance = seededFaults(random, ({ port }) => (port === 'workflowClient' ? engine : store));
    return (call) => {
      if (this.calm) return undefined;
      const outage = this.outages.get(call.account ?? '');
      if (outage === undefined || outage.until < this.time.now) {
        const strike = byChance(call);
        if (strike !== undefined) this.note('faults');
        return strike;
      }
      this.note('faults');
      return { thrown: storeError(outage.code, `The account ${call.account} is out`) };
    };
  }

  /** By chance alone two that race run side by side: who must overtake the other in between is found by waiting. */
  private holdsBy(random: SeededRandom): (call: PortCall) => number {
    const [some, agreed] = random.pick([
      [0, 0],
      [0.02, 0.1],
      [0.05, 0.4],
    ] as const);
    return (call) => {
      const pinned = traitsOf(call).kind === 'acts' ? pinBlob.parse(call.blob ?? '') : undefined;
      const hesitates = pinned === undefined ? undefined : this.hesitant.get(pinned.instance);
      if (pinned !== undefined && hesitates !== undefined) {
        this.hesitant.delete(pinned.instance);
        return 5 + random.below(hesitates);
      }
      if (this.calm || !random.chance(isAgreement(call) ? agreed : some)) return 0;
      return random.below(random.pick([10, 80]));
    };
  }

  private watch(): VaultInvariants {
    const sourceOf = (id: string): SourceAccount | undefined =>
      this.protectedOnes.find(({ source }) => accountId(source.account.name) === id)?.source;
    const restores = new RestoreCheck(this.accounts, (etag) =>
      this.protectedOnes.flatMap(({ source }) => source.contentOf(etag) ?? []).at(0),
    );
    const invariants: VaultInvariants = new VaultInvariants({
      accounts: this.accounts,
      controlAccountId: accountId('control'),
      everyStep: true,
      contentOf: (id, { etag }) => sourceOf(id)?.contentOf(etag),
      onPoint: (point, entries) => {
        sourceOf(point.sourceAccountId)?.compare(point, entries, jobStartMs(point.jobId));
        this.note('points compared');
      },
      onClosed: (job) => {
        if (restores.check(job, invariants.view)) this.note('restores compared');
        if (job.status === 'Cancelled') this.note('jobs cancelled');
      },
    });
    return invariants;
  }
}

/** Writes and deletes of the documents by which those who work on one recovery point agree. */
const isAgreement = (call: PortCall): boolean =>
  traitsOf(call).kind === 'acts' && /^(pins|deletions|locks|recovery-points)\//.test(call.blob ?? '');

const settingsBy = (random: SeededRandom): Settings =>
  requireSettings({
    HOLDFAST_SUBSCRIPTION_ID: '00000000-0000-0000-0000-000000000001',
    HOLDFAST_RESOURCE_GROUP: 'rg',
    HOLDFAST_VAULT_NAME: 'vault',
    HOLDFAST_LOCATION: region,
    HOLDFAST_CONTROL_ACCOUNT: accountId('control'),
    HOLDFAST_DATA_ACCOUNTS: dataAccounts.map(accountId).join(),
    HOLDFAST_LANES: String(random.pick([1, 2, 3])),
    HOLDFAST_SLICE_SECONDS: String(random.pick([1, 5, 60])),
    HOLDFAST_COPY_CONCURRENCY: String(random.pick([1, 3, 8])),
    HOLDFAST_POLL_SECONDS: String(random.pick([10, 60])),
    HOLDFAST_MARKER_DEADLINE_SECONDS: String(random.pick([300, 3600])),
  });
