// The store under failing writes: nothing is acknowledged that is not on disk, and the failure is told.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { executionStarted } from '../../local/host/durable/history/make-events.ts';
import { recover } from '../../local/host/durable/store/recovery.ts';
import { Store } from '../../local/host/durable/store/store.ts';
import type { WriteFaults } from '../../local/host/durable/store/write-faults.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'durable-store-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function startOf(id: string) {
  const event = executionStarted(
    {
      instance: { InstanceId: id, ExecutionId: `execution of ${id}` },
      parent: null,
      name: 'F',
      version: null,
      input: JSON.stringify('x'.repeat(500)),
      generation: 0,
    },
    0,
  );
  return { kind: 'message', envelope: { to: id, event } } as const;
}

/** A disk that is full from the given write on, with room for half of it. */
function fullDisk(atWrite: number): WriteFaults {
  let writes = 0;
  return {
    beforeWrite(writePart, length) {
      writes += 1;
      if (writes < atWrite) return;
      writePart(Math.floor(length / 2));
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    },
    afterWrite: () => undefined,
  };
}

async function open(faults: WriteFaults | undefined, failures: Error[], compactAfterBytes = 1_000_000) {
  return Store.open({
    folder,
    compactAfterBytes,
    faults,
    onDelivered: () => undefined,
    onFailure: (error) => failures.push(error),
  });
}

const ticks = async (count: number) => {
  for (let tick = 0; tick < count; tick += 1) await new Promise((resolve) => setImmediate(resolve));
};

describe('a full disk', () => {
  it('leaves requests unanswered and is told once, with the file', async () => {
    const failures: Error[] = [];
    const store = await open(fullDisk(2), failures);
    await store.commit(startOf('kept'));
    const answered: string[] = [];
    for (const id of ['lost', 'later']) void store.commit(startOf(id)).then(() => answered.push(id));
    while (failures.length === 0) await ticks(1);
    void store.commit(startOf('too late')).then(() => answered.push('too late'));
    await ticks(20);
    expect(answered).toEqual([]);
    expect([...store.state.instances.keys()]).toEqual(['kept']);
    expect(failures).toHaveLength(1);
    expect(failures[0]?.message).toMatch(/00000001\.journal: ENOSPC/);
    // Half of the batch is on disk: what was not acknowledged may be there or not, what was acknowledged is.
    const recovered = [...(await recover(folder)).state.instances.keys()];
    expect(recovered).toContain('kept');
    expect(recovered).not.toContain('later');
    expect(recovered).not.toContain('too late');
  });

  it('during a snapshot is told too, and loses nothing', async () => {
    const failures: Error[] = [];
    const store = await open(fullDisk(4), failures, 1000);
    const ids: string[] = [];
    // The snapshot is written beside the journal's next batch; one of the two meets the full disk.
    for (let number = 1; failures.length === 0 && number < 10; number += 1) {
      const done = store.commit(startOf(`i${number}`)).then(() => ids.push(`i${number}`));
      await Promise.race([done, ticks(200)]);
    }
    while (failures.length === 0) await ticks(1);
    expect(failures[0]?.message).toContain('ENOSPC');
    const recovered = [...(await recover(folder)).state.instances.keys()];
    expect(recovered).toEqual(expect.arrayContaining(ids));
  });
});

describe('the files of a store', () => {
  it('do not grow without end: a snapshot takes the place of what it holds', async () => {
    const failures: Error[] = [];
    const store = await open(undefined, failures, 5000);
    for (let number = 0; number < 60; number += 1) {
      await store.commit(startOf(`i${number}`));
      await store.commit({ kind: 'purge', instanceIds: [`i${number}`] });
    }
    await store.close();
    expect(failures).toEqual([]);
    const names = readdirSync(folder).sort();
    expect(names.filter((name) => name.endsWith('.snapshot'))).toHaveLength(1);
    expect(names.length).toBeLessThanOrEqual(3);
    expect((await recover(folder)).state.instances.size).toBe(0);
  });
});
