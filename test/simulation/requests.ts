// What people ask of the app: protection, backups, restores, verifications, prunes.

import type { RestoreOrder } from '../../src/domain/restore/restore-order.ts';
import type { RestoreSelection } from '../../src/domain/restore/selection.ts';
import { recoveryPointBlob } from '../../src/vault/layout.ts';
import { policyDefinition } from '../support/policy-fixture.ts';
import type { Stage } from './stage.ts';
import { accountId } from './world.ts';

export const protect = (stage: Stage, policyName = 'DailyPolicy'): void => {
  for (const { instance, source } of stage.world.protectedOnes) {
    stage.ask(`protect ${instance}`, (operations) =>
      operations.configureProtection({
        name: instance,
        datasourceType: 'Microsoft.Storage/storageAccounts/blobServices',
        sourceAccountId: accountId(source.account.name),
        policyName,
        selection: source.selection,
        validation: 'shallow',
      }),
    );
  }
};

/** @param keep an ISO 8601 duration */
export const keepFor = (stage: Stage, name: string, keep: string): string => {
  const definition = policyDefinition({ keep });
  stage.ask(`policy ${name} ${keep}`, (operations) => operations.configurePolicy({ name, definition }));
  return `policy ${name} ${keep}`;
};

export const backUp = (stage: Stage, backupInstance: string): void => {
  const requestId = stage.newRequestId();
  stage.ask(`back up ${backupInstance}`, (operations, workflows) =>
    operations.startBackup(workflows, { backupInstance, ruleName: 'BackupDaily', requestId }),
  );
};

export const knownPoints = ({ world }: Stage) =>
  world.invariants.view.names.flatMap((name) => recoveryPointBlob.parse(name) ?? []);

const selectionBy = ({ world: { random } }: Stage): RestoreSelection => {
  if (random.chance(0.7)) return { kind: 'everything' };
  const container = random.pick(['alpha', 'beta']);
  return {
    kind: 'items',
    items: [random.chance(0.5) ? { container } : { container, prefixes: ['n', 'dir'] }],
  };
};

const orderRestore = (stage: Stage, backupInstance: string, order: RestoreOrder): void => {
  const requestId = stage.newRequestId();
  stage.ask(`restore ${backupInstance} ${order.recoveryPointId}`, (operations, workflows) =>
    operations.startRestore(workflows, { backupInstance, order, requestId }),
  );
};

export const restore = (stage: Stage, backupInstance: string, recoveryPointId: string): void => {
  const { random } = stage.world;
  const order = {
    recoveryPointId,
    targetAccountId: stage.world.newTarget(),
    dryRun: random.chance(0.1),
    selection: selectionBy(stage),
    renames: random.chance(0.2) ? { alpha: 'renamed' } : {},
    conflict: random.pick(['fail', 'fail', 'overwrite', 'skip'] as const),
    tier: 'hot' as const,
  };
  orderRestore(stage, backupInstance, order);
};

/** All of it, to an empty account. */
export const restoreWhole = (stage: Stage, backupInstance: string, recoveryPointId: string): void =>
  orderRestore(stage, backupInstance, {
    recoveryPointId,
    targetAccountId: stage.world.newTarget(),
    dryRun: false,
    selection: { kind: 'everything' },
    renames: {},
    conflict: 'fail',
    tier: 'hot',
  });

export const verify = (stage: Stage, backupInstance: string, recoveryPointId: string): void => {
  const samplePercent = stage.world.random.pick([10, 100]);
  const requestId = stage.newRequestId();
  stage.ask(`verify ${recoveryPointId}`, (operations, workflows) =>
    operations.startVerification(workflows, { backupInstance, recoveryPointId, samplePercent, requestId }),
  );
};

export const prune = (
  stage: Stage,
  backupInstance: string,
  recoveryPoints: readonly string[],
  dryRun: boolean,
): string => {
  const requestId = stage.newRequestId();
  stage.ask(`prune ${backupInstance} ${recoveryPoints.join()}`, (operations, workflows) =>
    operations.startPrune(workflows, { backupInstance, dryRun, recoveryPoints, requestId }),
  );
  return `prune ${recoveryPoints.join()}`;
};

/** Of a step of a prune: whoever wants to read one of its points comes now, and the two meet. */
export const contend = (stage: Stage, backupInstance: string): void => {
  const { random } = stage.world;
  const points = knownPoints(stage).filter(({ instance }) => instance === backupInstance);
  const point = random.chance(0.7) ? points.at(0) : points.at(random.below(points.length));
  if (point === undefined) return;
  const read = random.chance(0.7) ? restore : verify;
  if (random.chance(0.5)) stage.world.hesitant.set(backupInstance, 60);
  stage.soon(random.below(30), () => read(stage, backupInstance, point.recoveryPoint));
};

/** Of a job that is about to pin its recovery point: a prune of that point begins, and may be through before the pin is. */
export const overtake = (
  stage: Stage,
  { backupInstance, recoveryPointId }: { readonly backupInstance: string; readonly recoveryPointId: string },
): void => {
  stage.world.hesitant.set(backupInstance, 200);
  prune(stage, backupInstance, [recoveryPointId], false);
};
