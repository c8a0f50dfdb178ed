// A tick of the schedule: due backups once each, at most so many at a time, none beside another operation of its instance;
// what cannot start stays due, and what is never started is on record.

import { beforeEach, describe, expect, it } from 'vitest';
import { closeAbandonedWork } from '../../../src/operations/close-abandoned-work.ts';
import { planDueBackups, startDueBackups } from '../../../src/operations/start-due-backups.ts';
import { builtInPolicy } from '../../../src/vault/documents/policy.ts';
import type { OperationsFixture } from '../../support/operations-fixture.ts';
import { operationsFixture } from '../../support/operations-fixture.ts';
import { policyDefinition } from '../../support/policy-fixture.ts';
import { sampleInstance, sampleJob } from '../../support/vault-fixture.ts';

let fixture: OperationsFixture;
beforeEach(async () => {
  fixture = operationsFixture();
  await fixture.vault.instances.put(sampleInstance('contoso', { createdAt: '2026-11-20T08:00:00.000Z' }));
});

const tick = (settings: object = {}) => {
  const deps = { ...fixture.deps, settings: { ...fixture.deps.settings, ...settings } };
  return startDueBackups(deps)(fixture.workflows);
};
const startedIds = () => fixture.workflows.started.map(({ id }) => id);

/** As a backup does when it has ended. */
const finish = async (id: string): Promise<void> => {
  fixture.workflows.end(id);
  await fixture.vault.locks.release(id.split(':')[1] ?? '', id);
};

const policy = async (name: string, sketch: Parameters<typeof policyDefinition>[0], change: object = {}) => {
  const document = { ...builtInPolicy, name, definition: policyDefinition(sketch), ...change };
  await fixture.vault.policies.put(document, await fixture.vault.policies.find(name));
};

describe('a tick of the schedule', () => {
  it('starts one backup per slot, however often it comes', async () => {
    for (const time of ['02:00:00', '02:00:00', '02:05:00', '23:55:00']) {
      fixture.at(`2026-11-22T${time}Z`);
      await tick();
    }
    await finish('backup:contoso:20261122T020000Z');
    fixture.at('2026-11-23T02:00:01Z');
    await tick();
    expect(startedIds()).toEqual(['backup:contoso:20261122T020000Z', 'backup:contoso:20261123T020000Z']);
    expect(fixture.workflows.started[0]).toMatchObject({
      workflow: 'backUpStorageAccount',
      input: { trigger: 'scheduled', recoveryPointId: '20261122T020000Z' },
    });
  });

  it('starts it once also when two ticks come at the same moment', async () => {
    fixture.at('2026-11-22T02:00:00Z');
    await Promise.all([tick(), tick(), tick()]);
    expect(startedIds()).toEqual(['backup:contoso:20261122T020000Z']);
  });

  it('runs the latest slot after an outage, and puts the others on record', async () => {
    fixture.at('2026-11-21T02:00:00Z');
    await tick();
    await finish('backup:contoso:20261121T020000Z');
    fixture.at('2026-11-25T07:30:00Z');
    await tick();
    expect(startedIds()).toEqual(['backup:contoso:20261121T020000Z', 'backup:contoso:20261125T020000Z']);
    expect(fixture.log).toContainEqual({ level: 'warn', message: expect.stringContaining('missed') });
    expect(await fixture.vault.schedule.get('contoso')).toMatchObject({
      lastSlot: '2026-11-25T02:00:00.000Z',
      missedCount: 3,
      missed: ['24', '23', '22'].map((day) => ({
        slot: `2026-11-${day}T02:00:00.000Z`,
        noticedAt: '2026-11-25T07:30:00.000Z',
      })),
    });
  });

  it('tries a start that failed again at the next tick', async () => {
    fixture.at('2026-11-22T02:00:00Z');
    fixture.workflows.unavailable = true;
    await expect(tick()).rejects.toThrow('could not be started');
    fixture.workflows.unavailable = false;
    await tick();
    expect(startedIds()).toEqual(['backup:contoso:20261122T020000Z']);
  });

  it('gives up the lock of a start that never came about, and the slot is not lost', async () => {
    fixture.at('2026-11-22T02:00:00Z');
    fixture.workflows.unavailable = true;
    await expect(tick()).rejects.toThrow('could not be started');
    fixture.at('2026-11-22T02:11:00Z');
    expect(await closeAbandonedWork(fixture.deps)(fixture.workflows)).toMatchObject({ locks: 1 });
    fixture.workflows.unavailable = false;
    await tick();
    expect(startedIds()).toEqual(['backup:contoso:20261122T020000Z']);
  });

  it('does not start a slot again whose workflow has ended, though it was never recorded', async () => {
    const id = 'backup:contoso:20261122T020000Z';
    await fixture.workflows.start('backUpStorageAccount', id, {});
    fixture.workflows.end(id);
    fixture.at('2026-11-22T02:00:00Z');
    await tick();
    expect(startedIds()).toEqual([id]);
    expect((await fixture.vault.schedule.get('contoso'))?.lastSlot).toBe('2026-11-22T02:00:00.000Z');
    expect(await fixture.vault.locks.list()).toEqual([]);
  });

  it('leaves instances alone that are not protected, or whose policy is gone', async () => {
    await fixture.vault.instances.put(sampleInstance('contoso', { state: 'ProtectionStopped' }));
    await fixture.vault.instances.put(sampleInstance('orphan', { policyName: 'Gone' }));
    fixture.at('2026-11-22T02:00:00Z');
    expect(await tick()).toEqual({ started: 0, waiting: 0 });
    expect(fixture.log).toContainEqual({ level: 'error', message: expect.stringContaining('policy') });
  });
});

describe('a slot that cannot start', () => {
  const prune = {
    orchestrationId: 'prune:contoso',
    jobId: sampleJob(1).id,
    kind: 'prune',
    since: '2026-11-22T01:59:00.000Z',
  } as const;

  it('waits for another operation of its instance', async () => {
    await fixture.vault.locks.acquire('contoso', prune);
    fixture.at('2026-11-22T02:00:00Z');
    expect(await tick()).toEqual({ started: 0, waiting: 1 });
    await fixture.vault.locks.release('contoso', prune.orchestrationId);
    fixture.at('2026-11-22T03:17:00Z');
    expect(await tick()).toEqual({ started: 1, waiting: 0 });
    expect(startedIds()).toEqual(['backup:contoso:20261122T020000Z']);
  });

  it('waits for the backup before it, and is missed once the next one is due', async () => {
    fixture.at('2026-11-22T02:00:00Z');
    await tick();
    fixture.at('2026-11-23T02:00:00Z');
    expect(await tick()).toEqual({ started: 0, waiting: 1 });
    await finish('backup:contoso:20261122T020000Z');
    fixture.at('2026-11-24T02:00:00Z');
    expect(await tick()).toEqual({ started: 1, waiting: 0 });
    expect(startedIds().at(-1)).toBe('backup:contoso:20261124T020000Z');
    expect((await fixture.vault.schedule.get('contoso'))?.missed?.[0]).toEqual({
      slot: '2026-11-23T02:00:00.000Z',
      noticedAt: '2026-11-24T02:00:00.000Z',
    });
  });

  it('waits for a place in the vault', async () => {
    for (const name of ['a', 'b', 'c']) await fixture.vault.instances.put(sampleInstance(name));
    fixture.at('2026-11-22T02:00:00Z');
    expect(await tick({ concurrentBackups: 3 })).toEqual({ started: 3, waiting: 1 });
    expect(await tick({ concurrentBackups: 3 })).toEqual({ started: 0, waiting: 1 });
    await finish('backup:b:20261122T020000Z');
    expect(await tick({ concurrentBackups: 3 })).toEqual({ started: 1, waiting: 0 });
    expect(new Set(startedIds()).size).toBe(4);
  });
});

describe('policies', () => {
  it('each have their slots, and their instances follow them', async () => {
    await policy('Evening', { intervals: ['R/2026-01-01T20:00:00+01:00/P1D'], timeZone: 'Europe/Berlin' });
    await fixture.vault.instances.put(sampleInstance('late', { policyName: 'Evening' }));
    fixture.at('2026-11-22T12:00:00Z');
    await tick();
    expect(startedIds()).toEqual(['backup:late:20261121T190000Z', 'backup:contoso:20261122T020000Z']);
  });

  it('that have another schedule begin with it: earlier slots are neither run nor missed', async () => {
    fixture.at('2026-11-22T02:00:00Z');
    await tick();
    await finish('backup:contoso:20261122T020000Z');
    const since = { scheduledSince: '2026-11-22T12:00:00.000Z', revision: 2 };
    await policy('DailyPolicy', { intervals: ['R/2026-01-01T04:00:00+00:00/P1D'] }, since);
    fixture.at('2026-11-22T13:00:00Z');
    expect(await tick()).toEqual({ started: 0, waiting: 0 });
    expect((await planDueBackups(fixture.deps)).notDue).toMatchObject([
      { nextSlot: '2026-11-23T04:00:00.000Z' },
    ]);
    fixture.at('2026-11-23T04:00:00Z');
    await tick();
    expect(startedIds().at(-1)).toBe('backup:contoso:20261123T040000Z');
    const missed = (await fixture.vault.schedule.get('contoso'))?.missed?.map(({ slot }) => slot);
    expect(missed).toEqual(['2026-11-21T02:00:00.000Z']);
  });
});
