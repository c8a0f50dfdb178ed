// Faults over the memory ports: each strikes where it was told to, and as it was told to.

import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../src/memory/faults.ts';
import { FaultScript, withFaults } from '../../../src/memory/faults.ts';
import { MemoryStorageAccounts } from '../../../src/memory/memory-storage-accounts.ts';
import type { PortName } from '../../../src/memory/port-methods.ts';
import { portMethods } from '../../../src/memory/port-methods.ts';
import { seededFaults } from '../../../src/memory/seeded-faults.ts';
import { seededRandom } from '../../../src/memory/seeded-random.ts';
import type { Log } from '../../../src/ports/log.ts';
import { MemoryWorkflows } from '../../support/memory-workflows.ts';

const bytes = new TextEncoder().encode('x');

const setUp = async (...faults: Fault[]) => {
  const accounts = new MemoryStorageAccounts();
  accounts.add('one').createContainer('data');
  accounts.add('two').createContainer('data');
  const script = new FaultScript(faults);
  const slept: number[] = [];
  const asleep: (() => void)[] = [];
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      slept.push(ms);
      asleep.push(resolve);
    });
  const storage = withFaults('storageAccounts', accounts, script.next, sleep);
  const wake = (): void => {
    for (const resolve of asleep.splice(0)) resolve();
  };
  return { accounts, script, storage, store: storage.open('one'), slept, wake };
};

describe('a scripted fault', () => {
  test('strikes the call it names, before it has an effect', async () => {
    const { accounts, script, store } = await setUp({ method: 'write', call: 2, when: 'before' });
    await store.write('data', 'a', bytes);
    await expect(store.write('data', 'b', bytes)).rejects.toMatchObject({
      code: 'unavailable',
      transient: true,
    });
    await store.write('data', 'c', bytes);
    expect([...(accounts.account('one').containers.get('data')?.blobs.keys() ?? [])]).toEqual(['a', 'c']);
    expect(script.pending).toEqual([]);
  });

  test('strikes after the effect', async () => {
    const { accounts, store } = await setUp({ method: 'delete', call: 1, when: 'after', error: 'throttled' });
    await store.write('data', 'a', bytes);
    await expect(store.delete('data', 'a')).rejects.toMatchObject({ code: 'throttled' });
    expect(accounts.account('one').find('data', 'a')).toBeUndefined();
  });

  test('answers with what was, or with nothing', async () => {
    const { store } = await setUp(
      { method: 'head', call: 2, when: 'stale' },
      { method: 'listBlobs', call: 1, when: 'stale' },
    );
    const { etag } = await store.write('data', 'a', bytes);
    expect((await store.head('data', 'a'))?.etag).toBe(etag);
    await store.write('data', 'a', bytes);
    expect((await store.head('data', 'a'))?.etag).toBe(etag);
    expect((await store.head('data', 'a'))?.etag).not.toBe(etag);
    expect(await store.listBlobs('data')).toEqual({ items: [] });
    expect((await store.listBlobs('data')).items).toHaveLength(1);
  });

  test('fails, and takes effect when nobody expects it any more', async () => {
    const { accounts, store, slept, wake } = await setUp({ method: 'write', when: 'late', ms: 700 });
    await expect(store.write('data', 'a', bytes)).rejects.toMatchObject({ code: 'unavailable' });
    expect(slept).toEqual([700]);
    expect(accounts.account('one').find('data', 'a')).toBeUndefined();
    wake();
    await Promise.resolve();
    expect(accounts.account('one').text('data', 'a')).toBe('x');
  });

  test('takes its time, and then the effect', async () => {
    const { accounts, store, wake } = await setUp({ method: 'write', when: 'slow', ms: 700 });
    const written = store.write('data', 'a', bytes);
    expect(accounts.account('one').find('data', 'a')).toBeUndefined();
    wake();
    expect((await written).etag).toBe(accounts.account('one').find('data', 'a')?.etag);
  });

  test.each([
    ['hang', undefined],
    ['hang-after', 'x'],
  ] as const)('never answers: %s', async (when, left) => {
    const { accounts, store } = await setUp({ method: 'write', when });
    let answered = false;
    const end = (): void => {
      answered = true;
    };
    void store.write('data', 'a', bytes).then(end, end);
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    expect(answered).toBe(false);
    expect(accounts.account('one').text('data', 'a')).toBe(left);
  });

  test('cannot make stale what does not read', async () => {
    const { store } = await setUp({ method: 'write', when: 'stale' });
    await expect(store.write('data', 'a', bytes)).rejects.toThrow('cannot be stale');
  });

  test('may keep to an account, a container or a blob, and strike every time', async () => {
    const { script, storage } = await setUp({ method: 'read', account: 'two', blob: 'a', when: 'before' });
    await storage.open('one').read('data', 'a');
    await storage.open('two').read('data', 'b');
    expect(script.pending).toHaveLength(1);
    await expect(storage.open('two').read('data', 'a')).rejects.toThrow('Injected');
    await expect(storage.open('two').read('data', 'a')).rejects.toThrow('Injected');
  });

  test('strikes copies between accounts', async () => {
    const { accounts, storage } = await setUp({ method: 'copyFrom', call: 1, when: 'after' });
    const [source, target] = [storage.open('one'), storage.open('two')];
    const { etag } = await source.write('data', 'a', bytes);
    const copy = target.copyFrom({
      source: { store: source, container: 'data', name: 'a' },
      sourceEtag: etag,
      size: 1,
      target: { container: 'data', name: 'b' },
      onlyIfAbsent: true,
    });
    await expect(copy).rejects.toMatchObject({ serviceCode: 'InjectedFault' });
    expect(accounts.account('two').text('data', 'b')).toBe('x');
  });
});

describe('every port', () => {
  test('is wrapped, with every method', () => {
    const files = readdirSync(new URL('../../../src/ports/', import.meta.url));
    const portOf = (file: string): string =>
      file.replace('.ts', '').replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    // What the ports of resources have in common, and all three of them together.
    const noPorts = ['resourceError', 'resourceOperation', 'resources'];
    const missing = files.map(portOf).filter((name) => !(name in portMethods));
    expect(missing).toEqual(noPorts);
  });

  test('strikes the workflow client', async () => {
    const script = new FaultScript([
      { method: 'start', call: 1, when: 'after' },
      { method: 'state', call: 1, when: 'stale' },
    ]);
    const workflows = withFaults('workflowClient', new MemoryWorkflows(), script.next);
    await expect(workflows.start('w', 'id', {})).rejects.toThrow('Injected after workflowClient.start');
    expect(await workflows.state('id')).toBe('absent');
    expect(await workflows.state('id')).toBe('running');
    expect(await workflows.start('w', 'id', {})).toBe('already-running');
  });

  test('strikes the clock, which may stand still', () => {
    let now = 1;
    const clock = withFaults(
      'clock',
      { now: () => now },
      new FaultScript([{ method: 'now', call: 2, when: 'stale' }]).next,
    );
    expect(clock.now()).toBe(1);
    now = 5;
    expect(clock.now()).toBe(1);
    expect(clock.now()).toBe(5);
  });

  test('strikes the log', () => {
    const lines: string[] = [];
    const line = (message: string): void => void lines.push(message);
    const log: Log = withFaults(
      'log',
      { info: line, warn: line, error: line },
      new FaultScript([
        { method: 'warn', when: 'before' },
        { method: 'error', when: 'after' },
      ]).next,
    );
    log.info('one');
    expect(() => log.warn('two')).toThrow('Injected');
    expect(() => log.error('three')).toThrow('Injected');
    expect(lines).toEqual(['one', 'three']);
  });

  test('of resources fails with an error of its own', async () => {
    const groups = withFaults(
      'resourceGroups',
      { find: async () => undefined, locksOn: async () => [], permissionsOn: async () => undefined },
      new FaultScript([{ method: 'find', when: 'before', error: 'throttled' }]).next,
    );
    await expect(groups.find('rg')).rejects.toMatchObject({ name: 'ResourceError', code: 'throttled' });
    expect(await groups.locksOn('rg')).toEqual([]);
  });

  test('that answers at once cannot hang', () => {
    const clock = withFaults(
      'clock',
      { now: () => 1 },
      new FaultScript([{ method: 'now', when: 'hang' }]).next,
    );
    expect(() => clock.now()).toThrow('cannot hangs');
  });

  test.each(Object.keys(portMethods) as PortName[])('%s may be struck by a seed', (port) => {
    const rates = { before: 0.1, after: 0.1, late: 0.1, hang: 0.1, slow: 0.1, stale: 0.1 };
    const story = (seed: number) => {
      const source = seededFaults(seededRandom(seed), () => rates);
      const methods = Object.keys(portMethods[port]) as never[];
      return methods.flatMap((method) =>
        Array.from({ length: 50 }, () => source({ port, method, args: [], immediate: false })),
      );
    };
    const [first, again, other] = [story(1), story(1), story(2)].map((strikes) => JSON.stringify(strikes));
    expect(first).toBe(again);
    expect(first).not.toBe(other);
  });
});
