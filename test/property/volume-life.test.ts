// Whatever happens to a SAN volume's backups, prunes and restores, faults of every call, deaths, and others at work at the
// same time: at every step each recovery point has its disk snapshot, whole, and no snapshot of anybody else is touched; and
// when the timers have run nothing temporary is left.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recoveryPointOfSnapshot } from '../../src/domain/elastic-san/snapshot-name.ts';
import { backupOrchestrationId } from '../../src/domain/job/orchestration-id.ts';
import { traitsOf } from '../../src/memory/port-methods.ts';
import { storeError } from '../../src/ports/object-store.ts';
import { resourceError } from '../../src/ports/resource-error.ts';
import { disk, groupId } from '../contract/resources/world.ts';
import { foreign, nameOf, owner, prepared, runTimers } from '../support/foreign-snapshots.ts';
import { MemoryWorkflows } from '../support/memory-workflows.ts';
import type { VolumeEngine } from '../support/volume-engine.ts';
import { instance } from '../support/volume-engine.ts';
import { pointsAreWhole, snapshotsOf } from '../support/volume-invariants.ts';
import { aDeath, aDisturbance, dying, onlyPointsAreLeft } from '../support/volume-mishaps.ts';

const work = fc.constantFrom('backup', 'backup', 'backup at the limit', 'prune', 'restore', 'timers');
type Work = typeof work extends fc.Arbitrary<infer T> ? T : never;

const anEvent = fc.record({
  work,
  ...aDeath(25),
  /** Another that begins, and ends, before the call of that number. */
  meanwhile: fc.option(fc.record({ work, at: fc.integer({ min: 1, max: 20 }) }), { nil: undefined }),
  /** Calls of ports that fail before or after their effect: the how manieth of which method. */
  faults: fc.array(
    fc.record({
      method: fc.constantFrom(
        'beginSnapshot',
        'beginExport',
        'beginDeleteSnapshot',
        'poll',
        'snapshot',
        'snapshots',
        'write',
        'read',
        'delete',
      ),
      nth: fc.integer({ min: 1, max: 6 }),
    }),
    { maxLength: 3 },
  ),
  /** Of calls to Azure Resource Manager: one that passes, or a refusal for good, whatever was done. */
  refusal: fc.constantFrom<'unavailable' | 'operation-failed'>('unavailable', 'operation-failed'),
  disturbed: aDisturbance('createVolume', 'createDisk'),
  days: fc.nat(2),
});
type Event = typeof anEvent extends fc.Arbitrary<infer T> ? T : never;

class Life {
  readonly engine: VolumeEngine;
  readonly workflows = new MemoryWorkflows();
  private targets = 0;

  constructor(engine: VolumeEngine) {
    this.engine = engine;
  }

  /** Of a volume whose points are kept for a day. */
  static async begin(): Promise<Life> {
    const engine = await prepared();
    await engine.protect('P1D');
    return new Life(engine);
  }

  async happens(event: Event): Promise<void> {
    const { work: what, diesAt, meanwhile, faults, when, disturbed, days, refusal } = event;
    const { engine } = this;
    if (disturbed !== undefined) engine.cloud.disturb(disturbed);
    const calls = new Map<string, number>();
    const hook = dying({ diesAt, when });
    const ports: VolumeEngine['ports'] = (call) => {
      const { method } = call;
      const number = (calls.get(method) ?? 0) + 1;
      calls.set(method, number);
      if (!faults.some((one) => one.method === method && one.nth === number)) return undefined;
      const ofAzure = ['elasticSan', 'managedDisks', 'resourceGroups'].includes(call.port);
      const fault = ofAzure ? resourceError(refusal, 'No') : storeError('unavailable', 'No answer');
      return when === 'after' && traitsOf(call).kind === 'acts' ? { thrownAfter: fault } : { thrown: fault };
    };
    Object.assign(engine, { hook, ports });
    let begun = false;
    engine.before = async ({ number }) => {
      await this.holds();
      if (meanwhile === undefined || begun || number !== meanwhile.at) return;
      begun = true;
      Object.assign(engine, { hook: () => undefined, ports: () => undefined });
      // No two workflows of one name at a time.
      engine.time.now += 1_000;
      await this.run(meanwhile.work);
      Object.assign(engine, { hook, ports });
    };
    await this.run(what);
    Object.assign(engine, { hook: () => undefined, ports: () => undefined, before: async () => undefined });
    for (let day = 0; day < days; day += 1) engine.nextDay();
    await this.holds();
  }

  /** To its end, or its death. */
  private async run(what: Work): Promise<void> {
    const { engine, workflows } = this;
    if (what === 'timers') return await runTimers(engine, workflows, 1);
    if (what === 'prune') return void (await engine.prune().catch(() => undefined));
    if (what === 'restore') return await this.restore();
    const input = engine.input(what === 'backup' ? {} : { maxRecoveryPoints: 2 });
    const id = backupOrchestrationId(instance, input.recoveryPointId);
    await workflows.start('backup', id, {});
    await engine.run(input).catch(() => undefined);
    workflows.end(id);
  }

  private async restore(): Promise<void> {
    const { engine } = this;
    const [point] = await engine.fixture.vault.volumePoints.ids(instance);
    this.targets += 1;
    const name = `restored-${this.targets}`;
    const target =
      this.targets % 2 === 0
        ? ({ kind: 'disk', diskId: disk(name), sku: 'Premium_LRS' } as const)
        : ({ kind: 'volume', volumeId: `${groupId}/volumes/${name}` } as const);
    if (point !== undefined) await engine.restore(point, target).catch(() => undefined);
  }

  /** At any moment. */
  async holds(): Promise<void> {
    await pointsAreWhole(this.engine);
    const { volumeSnapshots, diskSnapshots } = snapshotsOf(this.engine);
    for (const name of foreign) {
      expect(volumeSnapshots.map(nameOf)).toContain(name);
      expect(diskSnapshots.map(nameOf)).toContain(name);
    }
    expect(
      diskSnapshots.flatMap((id) => recoveryPointOfSnapshot(owner, nameOf(id)) ?? []),
      'a snapshot under a name of ours, and of someone else by its tags',
    ).toContain('20200101T000000Z');
  }
}

test('points are whole at every step, others are left alone, and the timers leave nothing', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anEvent, { minLength: 1, maxLength: 6 }), async (events) => {
      const life = await Life.begin();
      for (const one of events) await life.happens(one);
      const { engine, workflows } = life;
      await runTimers(engine, workflows);
      // What a prune that died has begun to delete is the next prune's.
      await engine.prune();
      await runTimers(engine, workflows);
      await life.holds();

      await onlyPointsAreLeft(engine);
      const { vault } = engine.fixture;
      expect(await vault.pins.list(instance)).toEqual([]);
      expect(await vault.deletions.list(instance)).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
