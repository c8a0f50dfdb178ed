// The main job in memory: back up, change, back up what changed, restore either point, compare every blob.

import { expect, test } from 'vitest';
import { contentsOf } from '../support/account-contents.ts';
import { accountId, Engine } from '../support/engine-fixture.ts';

const fill = (engine: Engine, container: string, count: number): void => {
  engine.source.createContainer(container);
  for (let i = 0; i < count; i += 1) {
    engine.source.putText(container, `folder/${String(i).padStart(5, '0')}.txt`, `content ${container} ${i}`);
  }
};

test('what was backed up is what is restored, and only what changed is copied', async () => {
  const engine = await Engine.start();
  fill(engine, 'alpha', 3000);
  fill(engine, 'beta', 10);
  engine.source.createContainer('empty');
  const before = contentsOf(engine.source);

  const first = await engine.backUp();
  expect(first.job).toMatchObject({
    status: 'Completed',
    errors: [],
    backup: { blobs: 3010, copiedBlobs: 3010 },
  });
  expect(contentsOf(engine.source)).toEqual(before);

  engine.source.putText('alpha', 'folder/00007.txt', 'changed');
  engine.source.putText('alpha', 'new.txt', 'new');
  engine.source.remove('beta', 'folder/00003.txt');
  const after = contentsOf(engine.source);
  const second = await engine.backUp();
  expect(second.job.backup).toMatchObject({ blobs: 3010, copiedBlobs: 2, deletedBlobs: 1 });
  expect(second.point?.previous).toBe(first.point?.id);

  const restored = await engine.restore(first.point?.id ?? '');
  expect(restored.job).toMatchObject({
    status: 'Completed',
    restore: { blobs: 3010, verified: 3010, mismatched: 0, skipped: 0 },
  });
  expect(contentsOf(engine.target)).toEqual(before);
  expect([...engine.target.containers.keys()].sort()).toEqual(['alpha', 'beta', 'empty']);

  engine.accounts.add(accountId('other'), { region: 'westeurope' });
  const again = await engine.restore(second.point?.id ?? '', { targetAccountId: accountId('other') });
  expect(again.job.status).toBe('Completed');
  expect(contentsOf(engine.accounts.account(accountId('other')))).toEqual(after);
});
