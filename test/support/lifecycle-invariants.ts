// What holds of protection that is stopped, suspended or deleted, watched from one moment to the next: nothing expires where
// all is to stay, nobody purges before the time, no schedule goes on, and what is over leaves nothing.

import type { Job } from '../../src/domain/job/job.ts';
import type { BackupInstance, ProtectionState } from '../../src/domain/protection/backup-instance.ts';
import { backupInstanceCodec } from '../../src/vault/documents/backup-instance.ts';
import { lockCodec } from '../../src/vault/documents/coordination.ts';
import type { DeletionIntent } from '../../src/vault/documents/deletion.ts';
import { deletionCodec } from '../../src/vault/documents/deletion.ts';
import { jobCodec } from '../../src/vault/documents/job.ts';
import { deletionBlob, recoveryPointBlob } from '../../src/vault/layout.ts';
import type { VaultView } from './vault-view.ts';

/** Whoever read the instance before it was changed has acted on it by then: no function runs for longer. */
const UNDER_WAY_MS = 60 * 60_000;

/** Told here once more: what the app says of it is what is checked. */
const keepsAll: ReadonlySet<ProtectionState> = new Set(['ProtectionStopped', 'SoftDeleted']);

const scheduled: ReadonlySet<ProtectionState> = new Set(['ProtectionConfigured', 'ProtectionError']);

interface Decided {
  readonly intent: DeletionIntent;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

export class LifecycleInvariants {
  private readonly view: VaultView;
  private readonly now: () => number;
  private instances: ReadonlyMap<string, BackupInstance> = new Map();
  /** By instance, when it was first seen as it is: a write that was long under way says an earlier moment itself. */
  private readonly seen = new Map<string, { readonly updatedAt: string; readonly at: number }>();
  /** By the name of the record. */
  private readonly decided = new Map<string, Decided>();
  private readonly jobs = new Set<string>();
  /** By job: since when (ISO 8601) it holds the lock, which a scheduled backup has before its workflow is started. */
  private readonly locked = new Map<string, string>();

  constructor(view: VaultView, now: () => number) {
    this.view = view;
    this.now = now;
  }

  /** @param vanished records that were there at the last check */
  check(vanished: readonly string[]): void {
    const found = this.view.documents('instance', backupInstanceCodec);
    const instances = new Map(found.map(({ document }) => [document.name, document]));
    for (const instance of instances.values()) this.checkDeletion(instance);
    for (const { name, updatedAt } of instances.values())
      if (this.seen.get(name)?.updatedAt !== updatedAt) this.seen.set(name, { updatedAt, at: this.now() });
    for (const name of this.instances.keys()) if (!instances.has(name)) this.checkGone(name);
    this.noteDecisions();
    for (const name of vanished) this.checkVanished(name, instances);
    this.instances = instances;
    for (const { document } of this.view.documents('lock', lockCodec))
      if (!this.locked.has(document.jobId)) this.locked.set(document.jobId, document.since);
    for (const { name, document } of this.view.documents('job', jobCodec)) {
      if (!this.jobs.has(name)) this.checkNewJob(document, instances);
      this.jobs.add(name);
    }
  }

  private checkDeletion({ name, deletion }: BackupInstance): void {
    const before = this.instances.get(name)?.deletion;
    const since = deletion?.purgingSince;
    if (before?.purgingSince !== undefined && since !== before.purgingSince)
      throw new Error(`The deletion of ${name} was final since ${before.purgingSince}, and is not any more`);
    if (since !== undefined && deletion !== undefined && since < deletion.purgeAt)
      throw new Error(`The data of ${name} is being deleted since ${since}, kept until ${deletion.purgeAt}`);
  }

  private checkGone(name: string): void {
    if (this.instances.get(name)?.deletion?.purgingSince === undefined)
      throw new Error(`The instance ${name} is gone, and its deletion was not final`);
    const left = this.view.names.filter((blob) => recoveryPointBlob.parse(blob)?.instance === name);
    if (left.length > 0) throw new Error(`The instance ${name} is gone, and has left ${left.join(', ')}`);
  }

  private noteDecisions(): void {
    for (const { name, document } of this.view.documents('intent', deletionCodec)) {
      const parsed = deletionBlob.parse(name);
      if (parsed === undefined) continue;
      const record = recoveryPointBlob.build(parsed);
      if (document.state !== 'decided') this.decided.delete(record);
      else if (!this.decided.has(record)) this.decided.set(record, { intent: document, at: this.now() });
    }
  }

  private checkVanished(name: string, instances: ReadonlyMap<string, BackupInstance>): void {
    const instance = instances.get(recoveryPointBlob.parse(name)?.instance ?? '');
    const decided = this.decided.get(name);
    this.decided.delete(name);
    if (instance === undefined || decided === undefined) return;
    const { reason } = decided.intent;
    const purges = instance.deletion?.purgingSince !== undefined;
    if (reason.kind === 'instance-deleted' && !purges)
      throw new Error(`The record ${name} was deleted with its instance, which is ${instance.state}`);
    if (reason.kind !== 'expired' || purges || !keepsAll.has(instance.state)) return;
    if (decided.at > this.changedAt(instance) + UNDER_WAY_MS)
      throw new Error(`The record ${name} expired, though its instance is ${instance.state}`);
  }

  private changedAt({ name, updatedAt }: BackupInstance): number {
    return this.seen.get(name)?.at ?? Date.parse(updatedAt);
  }

  private checkNewJob(
    { id, operation, backupInstance = '', startTime }: Job,
    instances: ReadonlyMap<string, BackupInstance>,
  ): void {
    const instance = instances.get(backupInstance);
    if (operation !== 'ScheduledBackup' || instance === undefined || scheduled.has(instance.state)) return;
    const begun = this.locked.get(id) ?? startTime;
    if (Date.parse(begun) > this.changedAt(instance) + UNDER_WAY_MS)
      throw new Error(`The job ${id} backs up ${backupInstance} by schedule, which is ${instance.state}`);
  }
}
