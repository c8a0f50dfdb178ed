// The invariants of docs/vault-format.md, checked over a vault in memory at any moment: between two requests, after a
// crash, at rest. Some are about what may follow what, so one checker watches one vault for the whole of a test.

import type { Job } from '../../src/domain/job/job.ts';
import { isFinal } from '../../src/domain/job/transitions.ts';
import type { ManifestEntry } from '../../src/domain/manifest/entry.ts';
import type { RecoveryPoint } from '../../src/domain/recovery-point/recovery-point.ts';
import { accountNameOf } from '../../src/ports/object-store.ts';
import { backupInstanceCodec } from '../../src/vault/documents/backup-instance.ts';
import type { Lock, Pin } from '../../src/vault/documents/coordination.ts';
import { lockCodec, pinCodec } from '../../src/vault/documents/coordination.ts';
import { deletionCodec } from '../../src/vault/documents/deletion.ts';
import { jobCodec } from '../../src/vault/documents/job.ts';
import { recoveryPointCodec } from '../../src/vault/documents/recovery-point.ts';
import { restorePlanCodec } from '../../src/vault/documents/restore-plan.ts';
import { runCodec, sliceCodec } from '../../src/vault/documents/run.ts';
import {
  chunksContainer,
  deletionBlob,
  lockBlob,
  markersContainer,
  objectsContainer,
  pinBlob,
  recoveryPointBlob,
  runBlob,
} from '../../src/vault/layout.ts';
import { JobInvariants, pointName } from './job-invariants.ts';
import { LifecycleInvariants } from './lifecycle-invariants.ts';
import { checkContent, marker } from './point-content.ts';
import type { Reachable } from './reach-invariants.ts';
import { ReachInvariants } from './reach-invariants.ts';
import { VaultView } from './vault-view.ts';

export interface Watched extends Reachable {
  readonly controlAccountId: string;
  /** Whether it is checked after each step: what stands only for some time can be asked for then. */
  readonly everyStep?: true;
  /** Called once for each record that appears. */
  readonly onPoint?: (point: RecoveryPoint, entries: readonly ManifestEntry[]) => void;
  /** Called once for each job that is closed. */
  readonly onClosed?: (job: Job) => void;
}

export class VaultInvariants {
  readonly view: VaultView;
  private readonly watched: Watched;
  private points: ReadonlyMap<string, RecoveryPoint> = new Map();
  /** ETags of the records. */
  private written: ReadonlyMap<string, string> = new Map();
  private pinned: ReadonlySet<string> = new Set();
  /** Pins that arrived when their job was closed: nobody reads by them, and the next tick removes them. */
  private strays: ReadonlySet<string> = new Set();
  private pins: ReadonlySet<string> = new Set();
  /** Jobs that were told that they hold their pin. */
  private holders: ReadonlySet<string> = new Set();
  private readonly reach: ReachInvariants;
  /** That an instance has had. */
  private readonly dataAccounts = new Set<string>();
  private readonly lifecycle: LifecycleInvariants;
  private readonly jobs = new JobInvariants();

  constructor(watched: Watched) {
    this.watched = watched;
    this.view = new VaultView(watched.accounts, watched.controlAccountId);
    this.reach = new ReachInvariants(this.view, watched);
    const { clock } = watched.accounts.account(watched.controlAccountId).options;
    this.lifecycle = new LifecycleInvariants(this.view, () => clock.now());
  }

  /** Holds at every moment. Throws with what is wrong. */
  check(): void {
    this.reach.forget();
    this.checkDocuments();
  }

  /** The same after one step, where what was only added to a data account cannot break what was found there before. */
  checkStep(documentsChanged: boolean): void {
    const lost = this.reach.forgetWhereLost();
    if (documentsChanged || lost) this.checkDocuments();
  }

  private checkDocuments(): void {
    const points = this.view.documents('point', recoveryPointCodec);
    const present = new Map(points.map(({ name, document }) => [name, document]));
    for (const { name, document, etag } of points) this.checkPoint(name, document, etag);
    this.checkVanished(present);
    this.lifecycle.check([...this.points.keys()].filter((name) => !present.has(name)));
    for (const { document } of this.view.documents('instance', backupInstanceCodec))
      if (document.dataAccountId !== undefined) this.dataAccounts.add(document.dataAccountId);
    const pins = this.pinsInUse();
    for (const { document } of pins) this.checkPin(document);
    this.points = present;
    this.written = new Map(points.map(({ name, etag }) => [name, etag]));
    this.holders = new Set(
      pins.flatMap(({ document: { jobId } }) => (this.holders.has(jobId) ? [jobId] : [])),
    );
    const plans = new Set(
      this.view.documents('plan', restorePlanCodec).map(({ document }) => document.jobId),
    );
    // Whoever has read the record after its pin holds it; who comes later sees the intent and gives up.
    this.pinned = new Set(
      pins.flatMap(({ document }) =>
        plans.has(document.jobId) || this.holders.has(document.jobId) ? [pointName(document)] : [],
      ),
    );
    const locks = this.view.documents('lock', lockCodec);
    for (const { document } of locks) this.checkRuns(document);
    for (const { document } of this.view.documents('job', jobCodec))
      if (this.jobs.check(document, present)) this.watched.onClosed?.(document);
  }

  private pinsInUse() {
    const pins = this.view.documents('pin', pinCodec);
    const jobs = this.view.documents('job', jobCodec).map(({ document }) => document);
    const closed = new Set(jobs.flatMap(({ id, status }) => (isFinal(status) ? [id] : [])));
    const isStray = ({ name, document: { jobId } }: (typeof pins)[number]): boolean =>
      this.strays.has(name) || (closed.has(jobId) && !this.pins.has(name));
    this.strays = new Set(pins.filter(isStray).map(({ name }) => name));
    this.pins = new Set(pins.map(({ name }) => name));
    return pins.filter(({ name }) => !this.strays.has(name));
  }

  /** An activity has told this job that the recovery point which it reads is pinned: it stays while the pin does. */
  holds(jobId: string): void {
    this.holders = new Set([...this.holders, jobId]);
    this.checkStep(true);
    const pin = this.view
      .documents('pin', pinCodec)
      .find(({ document }) => document.jobId === jobId)?.document;
    if (pin !== undefined && !this.points.has(pointName(pin)))
      throw new Error(`The job ${jobId} was told that it holds ${pointName(pin)}, which is gone`);
  }

  /** Holds at rest, when a prune has gone through everything that is older than the grace time. */
  checkNothingUnused(): void {
    const left = this.view.names.filter(
      (name) => name.startsWith('deletions/') || name.startsWith('prunes/'),
    );
    for (const account of this.dataAccounts) left.push(...this.unusedIn(account));
    if (left.length > 0) throw new Error(`Used by nothing, and not pruned: ${left.join(', ')}`);
  }

  private unusedIn(dataAccountId: string): readonly string[] {
    const points = [...this.points.values()].filter((point) => point.dataAccountId === dataAccountId);
    const reached = points.map(({ manifestRoot }) => this.view.reach(dataAccountId, manifestRoot));
    const used = new Set(
      reached.flatMap(({ chunks, objects }) => [...chunks, ...objects.map(({ name }) => name)]),
    );
    return [chunksContainer, objectsContainer].flatMap((container) =>
      [...this.view.blobs(dataAccountId, container).keys()]
        .filter((name) => !used.has(name))
        .map((name) => `${accountNameOf(dataAccountId)}/${container}/${name}`),
    );
  }

  openJobs(): readonly Job[] {
    return this.view
      .documents('job', jobCodec)
      .map(({ document }) => document)
      .filter(({ status }) => !isFinal(status));
  }

  /** Holds when every workflow has ended and the timers have run since. */
  checkAtRest(): void {
    this.check();
    const left = this.view.names.filter(
      (name) =>
        lockBlob.parse(name) !== undefined || pinBlob.parse(name) !== undefined || name.startsWith('runs/'),
    );
    const open = this.openJobs();
    for (const { document } of this.view.documents('instance', backupInstanceCodec)) {
      if (document.version === 2) continue;
      const { sourceAccountId, dataAccountId } = document;
      if (dataAccountId !== undefined) left.push(...this.view.blobs(dataAccountId, markersContainer).keys());
      for (const [container, { blobs }] of this.watched.accounts.account(sourceAccountId).containers)
        for (const name of blobs.keys()) if (marker.test(name)) left.push(`${container}/${name}`);
    }
    if (left.length > 0) throw new Error(`Left behind: ${left.join(', ')}`);
    if (open.length > 0) throw new Error(`Jobs left open: ${open.map(({ id }) => id).join(', ')}`);
  }

  /** The record is last, so whoever finds it finds everything. */
  private checkPoint(name: string, point: RecoveryPoint, etag: string): void {
    const before = this.points.get(name);
    // Written once: what a verification finds has a document of its own.
    if (before !== undefined && this.written.get(name) !== etag)
      throw new Error(`The record ${name} was written again`);
    const entries = this.reach.check(name, point.dataAccountId, point.manifestRoot, point.sourceAccountId);
    if (before !== undefined) return;
    checkContent(name, point, entries);
    this.watched.onPoint?.(point, entries);
  }

  private checkVanished(present: ReadonlyMap<string, RecoveryPoint>): void {
    const protectedOnes = this.view
      .documents('instance', backupInstanceCodec)
      .filter(({ document }) => document.state === 'ProtectionConfigured')
      .map(({ document }) => document.name);
    const decided = new Set(
      this.view
        .documents('intent', deletionCodec)
        .flatMap(({ name, document }) => (document.state === 'decided' ? [recordOf(name)] : [])),
    );
    for (const [name, { backupInstance }] of this.points) {
      if (present.has(name)) continue;
      if (this.pinned.has(name)) throw new Error(`The pinned recovery point ${name} was deleted`);
      const left = [...present.values()].some((point) => point.backupInstance === backupInstance);
      if (!left && protectedOnes.includes(backupInstance))
        throw new Error(`The last recovery point ${name} of a protected instance was deleted`);
      if (this.watched.everyStep === true && !decided.has(name))
        throw new Error(`The record ${name} was deleted without a decided intent`);
    }
  }

  /** A restore that has its plan may read until its pin is gone, whatever becomes of the record. */
  private checkPin(pin: Pin): void {
    const plan = this.view
      .documents('plan', restorePlanCodec)
      .find(({ document }) => document.jobId === pin.jobId)?.document;
    if (plan !== undefined) this.reach.check(`Pinned by ${pin.jobId}`, plan.dataAccountId, plan.manifestRoot);
  }

  /** What the run that holds the lock has recorded, and what it builds on. */
  private checkRuns(lock: Lock): void {
    for (const { document: run } of this.view.documents('run', runCodec)) {
      if (run.orchestrationId !== lock.orchestrationId) continue;
      const what = `The run of ${run.recoveryPointId}`;
      if (run.previous !== undefined) this.reach.check(what, run.dataAccountId, run.previous.manifestRoot);
      const own = runBlob.build({ instance: run.backupInstance, recoveryPoint: run.recoveryPointId });
      const slices = this.view
        .documents('slice', sliceCodec)
        .filter(({ name }) => name.startsWith(own.replace('run.json', '')));
      for (const { document } of slices)
        for (const { hash } of document.parts.flatMap(({ leaves }) => leaves))
          this.reach.check(what, run.dataAccountId, hash, run.sourceAccountId);
    }
  }
}

/** Of the point that an intent is to delete. */
const recordOf = (intent: string): string | undefined => {
  const parsed = deletionBlob.parse(intent);
  return parsed === undefined ? undefined : recoveryPointBlob.build(parsed);
};
