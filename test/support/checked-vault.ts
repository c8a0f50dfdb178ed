// A vault as its checks find it: two containers, two recovery points, the first of them verified.

import type { RecoveryPoint } from '../../src/domain/recovery-point/recovery-point.ts';
import { Engine } from './engine-fixture.ts';
import { verify } from './verify-steps.ts';

export const CATALOGUE = 'holdfast-vault';

export const nameOf = (point: RecoveryPoint): string => `recovery-points/contoso/${point.id}.json`;

export const startCheckedVault = async (): Promise<{
  readonly engine: Engine;
  readonly first: RecoveryPoint;
  readonly second: RecoveryPoint;
}> => {
  const engine = await Engine.start();
  await engine.vault.dataAccounts.claim({
    instance: 'contoso',
    pool: [(await engine.vault.instances.get('contoso'))?.document.dataAccountId ?? ''],
    at: '2026-11-22T00:00:00.000Z',
  });
  for (const container of ['alpha', 'beta']) {
    engine.source.createContainer(container);
    for (let i = 0; i < 20; i += 1) engine.source.putText(container, `blob-${i}`, `${container} ${i}`);
  }
  const first = (await engine.backUp()).point as RecoveryPoint;
  engine.source.putText('alpha', 'new', 'new');
  const second = (await engine.backUp()).point as RecoveryPoint;
  await verify(engine, first.id);
  return { engine, first, second };
};
