// Orchestrations of the built app on the embedded host, noted turn by turn, and replayed without it: what the host sent
// leads the workflows in the sources to what the bundle answered. UPDATE_GOLDEN=1 keeps them for test/workflow.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StartedOperation } from '../../local/demo/arm-client.ts';
import { volumePolicy } from '../../local/demo/requests.ts';
import { workflows } from '../../src/workflows/workflows.ts';
import { groupId, snapshotGroup } from '../contract/resources/world.ts';
import type { TestApp } from '../support/app.ts';
import { startTestApp } from '../support/app.ts';
import { backUp, fill, finished, protect, restore } from '../support/backup-steps.ts';
import { executeTurn } from '../support/durable-executor.ts';
import { eventually } from '../support/eventually.ts';
import { readRecordings } from '../support/recorded-turns.ts';

let folder: string;
let notes: string;
let app: TestApp;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-turns-'));
  notes = join(folder, 'turns.ndjson');
  app = await startTestApp({
    recordTurns: notes,
    settings: { HOLDFAST_LANES: '2', HOLDFAST_SAN_POLL_SECONDS: '1' },
  });
});
afterAll(async () => {
  await app?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a backup, an incremental one, a restore and a dry run replay to what they did', async () => {
  const source = app.newAccount();
  const blobs = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`part-${i % 3}/blob ${i}`, `${i}`]));
  await fill(source, blobs);
  await protect(app, 'files', source);
  const first = await backUp(app, 'files');
  await fill(source, { 'part-0/blob 0': 'changed', 'part-1/added': 'new' });
  await backUp(app, 'files');
  const point = first.recoveryPointId!;
  const target = app.newAccount();
  await restore(app, 'files', { point, target });
  await restore(app, 'files', { point, target: app.newAccount(), dryRun: true });

  await replay(['backup', 'incremental-backup', 'restore', 'restore-dry-run']);
});

test('backups, a restore and a prune of a volume replay to what they did, waits for Azure included', async () => {
  const before = readRecordings(notes).length;
  const { cloud } = app.azure;
  const source = app.azure.newVolume('ledger', 'one');
  await app.vault.givePolicy('San', volumePolicy);
  await app.vault.protectVolume('ledger', { volumeId: source, snapshotGroupId: snapshotGroup }, 'San');
  const first = await backUp(app, 'ledger');
  // Longer than one wait of a second.
  cloud.change({ operationMs: 300, copyMs: 1_500 });
  await backUp(app, 'ledger');
  const run = async (operation: Promise<StartedOperation>): Promise<void> => {
    expect(await finished(app, await operation)).toMatchObject({ status: 'Completed' });
  };
  const point = first.recoveryPointId!;
  const target = {
    store: 'OperationalStore',
    resourceId: `${groupId}/volumes/restored`,
    location: 'westeurope',
  } as const;
  await run(app.vault.startRestore('ledger', point, target));
  await run(app.vault.startPrune('ledger', [point]));
  await replay(
    ['volume-backup', 'volume-backup-that-waits-for-its-copy', 'volume-restore', 'volume-prune'],
    before,
  );
});

/** The orchestrations after the first `from`, by the names under which they are kept. */
const replay = async (names: readonly string[], from = 0): Promise<void> => {
  const recordings = await eventually('the last turns', () => {
    const ended = readRecordings(notes).slice(from);
    return ended.length === names.length ? ended : undefined;
  });
  for (const { workflow, instanceId, generations } of recordings) {
    for (const { input, history, result } of generations) {
      expect(await executeTurn(workflows[workflow], instanceId, history, input)).toEqual(result);
    }
  }
  if (process.env.UPDATE_GOLDEN !== '1') return;
  for (const [index, recording] of recordings.entries()) {
    const file = new URL(`../workflow/histories/hosted-${names[index]}.json`, import.meta.url);
    writeFileSync(file, `${JSON.stringify(recording, null, 1)}\n`);
  }
};
