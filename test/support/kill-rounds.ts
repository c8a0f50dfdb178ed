// Rounds of kill -9: an account is changed, operations are asked for over HTTP, the host dies at a moment by chance and is
// started again, perhaps to die while it starts; when all has ended, what the vault says is held against a model.

import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { AccountState } from '../../local/demo/blob-state.ts';
import type { JobView } from '../../local/demo/vault.ts';
import type { TestAccount, TestApp } from './app.ts';
import { backupBody, instancePath, protect, restoreBody } from './backup-steps.ts';
import { ChangingAccount } from './changing-account.ts';
import { allEnded } from './durable-instances.ts';
import type { Random } from './random.ts';
import { expectHolds, expectRestores } from './vault-state.ts';

const INSTANCE = 'long-lived';
const BLOBS = 20;
const RESTORES_AT_ONCE = 4;

type Action = 'backup' | 'restore' | 'prune';

/** A prune is refused beside another operation, or where the point is the last or being restored; a restore, where it is pruned. */
const ANSWERS: Readonly<Record<Action, readonly number[]>> = {
  backup: [202],
  restore: [202, 404],
  prune: [202, 400, 409],
};

export interface KillTally {
  kills: number;
  /** Of these: before the host was up again. */
  killsAtStart: number;
  backups: number;
  restores: number;
  prunes: number;
  /** Requests whose answer was lost. */
  unanswered: number;
  /** Jobs that were written, and the host died before it started their orchestration. */
  orphans: number;
}

export class KillRounds {
  readonly #app: TestApp;
  readonly #random: Random;
  readonly #source: TestAccount;
  readonly #content: ChangingAccount;
  /** Of the restores of the rounds, one at a time; empty between them. */
  readonly #target: TestAccount;
  /** What every recovery point must restore to. */
  readonly #points = new Map<string, AccountState>();
  /** Recovery points that a prune was asked to delete in this round. */
  readonly #unwanted = new Map<string, AccountState>();
  readonly #seenJobs = new Set<string>();
  /** Measured without a kill, in milliseconds. */
  #startTakes = 0;
  #workTakes = 0;
  readonly tally: KillTally = {
    kills: 0,
    killsAtStart: 0,
    backups: 0,
    restores: 0,
    prunes: 0,
    unanswered: 0,
    orphans: 0,
  };

  private constructor(app: TestApp, random: Random, source: TestAccount, content: ChangingAccount) {
    this.#app = app;
    this.#random = random;
    this.#source = source;
    this.#content = content;
    this.#target = app.newAccount();
  }

  static async begin(app: TestApp, random: Random): Promise<KillRounds> {
    const source = app.newAccount();
    const content = await ChangingAccount.fill(source, BLOBS, random);
    await protect(app, INSTANCE, source);
    const rounds = new KillRounds(app, random, source, content);
    await rounds.#measure();
    return rounds;
  }

  get instance(): string {
    return INSTANCE;
  }

  get source(): TestAccount {
    return this.#source;
  }

  get points(): ReadonlyMap<string, AccountState> {
    return this.#points;
  }

  /** One round, of so many kills at the most. */
  async round(kills: number): Promise<void> {
    await this.#content.change();
    const asked = this.#ask();
    await sleep(this.#random.real() * this.#workTakes);
    await this.#kill();
    for (let left = kills - 1; left > 0 && this.#random.chance(0.5); left -= 1) {
      const host = this.#app.launch();
      let isUp = false;
      void host.ready().then(
        () => (isUp = true),
        () => undefined,
      );
      await sleep(this.#random.real() * (this.#startTakes + this.#workTakes));
      if (!isUp) this.tally.killsAtStart += 1;
      await this.#kill();
    }
    this.tally.unanswered += (await asked).filter((answered) => !answered).length;
    await this.#app.start();
    await allEnded(this.#app);
    await this.#settle();
  }

  /** A backup that nothing disturbs: whole, and all that was left behind is gone after it. */
  async backUpUndisturbed(): Promise<void> {
    expect(await this.#post('backup', backupBody)).toBe(true);
    await allEnded(this.#app);
    const before = this.#points.size;
    await this.#settle();
    expect(this.#points.size).toBe(before + 1);
  }

  /** Every recovery point, several at a time. */
  async restoreAll(): Promise<void> {
    const waiting = [...this.#points].values();
    const targets = Array.from({ length: RESTORES_AT_ONCE }, () => this.#app.newAccount());
    await Promise.all(
      targets.map(async (target) => {
        for (const [point, state] of waiting) {
          await expectRestores(this.#app, INSTANCE, { point, target, state });
          await empty(target);
        }
      }),
    );
  }

  async #measure(): Promise<void> {
    await this.backUpUndisturbed();
    await this.#content.change();
    const began = performance.now();
    await this.#askFor(['backup', 'restore']);
    await allEnded(this.#app);
    this.#workTakes = performance.now() - began;
    await this.#settle();
    await this.#app.kill();
    const down = performance.now();
    await this.#app.start();
    this.#startTakes = performance.now() - down;
  }

  async #kill(): Promise<void> {
    await this.#app.kill();
    this.tally.kills += 1;
  }

  /** Whether each request was answered. */
  async #ask(): Promise<readonly boolean[]> {
    const wanted: Action[] = [];
    if (this.#random.chance(0.8)) wanted.push('backup');
    if (this.#random.chance(0.15)) wanted.push('backup');
    if (this.#random.chance(0.4) && this.#points.size > 2) wanted.push('prune');
    if (this.#random.chance(0.3) || wanted.length === 0) wanted.push('restore');
    return await this.#askFor(wanted);
  }

  #askFor(wanted: readonly Action[]): Promise<readonly boolean[]> {
    return Promise.all(
      wanted.map((action) => {
        const point = this.#random.pick([...this.#points.keys()]);
        if (action === 'backup') return this.#post('backup', backupBody);
        if (action === 'restore') return this.#post('restore', restoreBody({ point, target: this.#target }));
        this.#unwanted.set(point, this.#points.get(point) ?? new Map());
        return this.#post('prune', { recoveryPoints: [point] });
      }),
    );
  }

  /** False where the host died before it answered: then nobody knows what came of the request. */
  async #post(action: Action, body: object): Promise<boolean> {
    const answer = await this.#app.arm.send('POST', `${instancePath(INSTANCE)}/${action}`, body).catch(lost);
    if (answer === undefined) return false;
    expect(ANSWERS[action], `${action}: ${JSON.stringify(answer.body)}`).toContain(answer.status);
    return true;
  }

  /** All orchestrations have ended: jobs tell the truth, and the account has not changed since before the backups. */
  async #settle(): Promise<void> {
    const listed = (await this.#app.vault.recoveryPoints(INSTANCE)).map(({ id }) => id);
    for (const id of this.#unwanted.keys()) if (!listed.includes(id)) this.#points.delete(id);
    const fresh = listed.filter((id) => !this.#points.has(id));
    expect(listed, 'no recovery point is lost').toEqual([...this.#points.keys(), ...fresh]);
    for (const id of fresh) this.#points.set(id, this.#content.state());
    const completed = new Set<string | undefined>();
    for (const job of await this.#newJobs()) {
      if (job.status === 'InProgress') this.tally.orphans += 1;
      else if (job.status === 'Failed') this.#expectRefused(job);
      else if (job.operation === 'Prune') this.tally.prunes += 1;
      else {
        expect(job).toMatchObject({ status: 'Completed', errors: [], warnings: [] });
        if (job.operation === 'Restore') await this.#checkRestored(job);
        else completed.add(job.recoveryPointId);
      }
    }
    this.tally.backups += completed.size;
    expect([...completed].sort(), 'a job that is completed has made a point, and no other has').toEqual(
      fresh,
    );
    expect(this.tally.orphans).toBeLessThanOrEqual(this.tally.unanswered);
    this.#unwanted.clear();
  }

  /** Ended ones are reported once; those whose orchestration was never started stay open. */
  async #newJobs(): Promise<readonly JobView[]> {
    const rows = await this.#app.arm.list<{ name: string }>(`${this.#app.vault.id}/backupJobs`);
    const fresh = rows.map(({ name }) => name).filter((name) => !this.#seenJobs.has(name));
    for (const name of fresh) this.#seenJobs.add(name);
    return await Promise.all(fresh.map((name) => this.#app.vault.job(name)));
  }

  async #checkRestored({ recoveryPointId = '' }: JobView): Promise<void> {
    const state = this.#points.get(recoveryPointId) ?? this.#unwanted.get(recoveryPointId);
    if (state === undefined) throw new Error(`Nobody asked for a restore of ${recoveryPointId}`);
    await expectHolds(this.#target, state, `the restore of ${recoveryPointId}`);
    await empty(this.#target);
    this.tally.restores += 1;
  }

  /** Two writers at once, and a restore of what is being pruned, are the only things that may fail. */
  #expectRefused(job: JobView): void {
    const isUnwanted = job.operation === 'Restore' && this.#unwanted.has(job.recoveryPointId ?? '');
    const code = isUnwanted ? 'UserErrorRecoveryPointNotFound' : 'UserErrorOperationInProgress';
    expect(
      job.errors.map((error) => error.code),
      JSON.stringify(job),
    ).toEqual([code]);
    if (!isUnwanted) expect(['OnDemandBackup', 'Prune']).toContain(job.operation);
  }
}

const lost = (error: unknown): undefined => {
  // What fetch throws when the connection was refused or broke, in the head or in the body of the answer.
  if (error instanceof TypeError && error.cause !== undefined) return undefined;
  throw error;
};

const empty = async ({ account }: TestAccount): Promise<void> => {
  for (const container of await account.containers()) await account.deleteContainer(container);
};
