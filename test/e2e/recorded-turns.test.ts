// Orchestrations of the built app on the embedded host, noted turn by turn, and replayed without it: what the host sent
// leads the workflows in the sources to what the bundle answered. UPDATE_GOLDEN=1 keeps them for test/workflow.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { workflows } from '../../src/workflows/workflows.ts';
import type { TestApp } from '../support/app.ts';
import { startTestApp } from '../support/app.ts';
import { backUp, fill, protect, restore } from '../support/backup-steps.ts';
import { eventually } from '../support/eventually.ts';
import { executeTurn } from '../support/orchestration.ts';
import { readRecordings } from '../support/recorded-turns.ts';

let folder: string;
let notes: string;
let app: TestApp;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-turns-'));
  notes = join(folder, 'turns.ndjson');
  app = await startTestApp({ recordTurns: notes, settings: { HOLDFAST_LANES: '2' } });
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

  const recordings = await eventually('the last turns', () => {
    const ended = readRecordings(notes);
    return ended.length === 4 ? ended : undefined;
  });
  for (const { workflow, instanceId, generations } of recordings) {
    for (const { input, history, result } of generations) {
      expect(await executeTurn(workflows[workflow], instanceId, history, input)).toEqual(result);
    }
  }
  if (process.env.UPDATE_GOLDEN !== '1') return;
  const names = ['backup', 'incremental-backup', 'restore', 'restore-dry-run'];
  for (const [index, recording] of recordings.entries()) {
    const file = new URL(`../workflow/histories/hosted-${names[index]}.json`, import.meta.url);
    writeFileSync(file, `${JSON.stringify(recording, null, 1)}\n`);
  }
});
