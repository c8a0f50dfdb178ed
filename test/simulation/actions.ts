// What happens to the app from outside: people and writers, timers and events, and everything that may go wrong with a
// host or an account. Which of it comes next is drawn by weight.

import { isRecoveryPointId } from '../../src/domain/recovery-point/recovery-point-id.ts';
import type { StoreErrorCode } from '../../src/ports/object-store.ts';
import { lifecycleActions } from './lifecycle-actions.ts';
import { backUp, keepFor, knownPoints, protect, prune, restore, verify } from './requests.ts';
import type { Action, Stage } from './stage.ts';
import { tick } from './timers.ts';
import { accountId } from './world.ts';

const DAY_MS = 86_400_000;

const markerEvent = (stage: Stage, container: string, blob: string): void =>
  stage.ask(`event ${container}/${blob}`, (operations, workflows) =>
    operations.acceptMarkerEvent(workflows, {
      accountId: accountId(stage.world.random.pick(['data1', 'data2', 'stranger'])),
      container,
      blob,
    }),
  );

/** Event Grid: some events are lost, some come twice, and all when they like. */
export const markerArrived = (stage: Stage, blob: string): void => {
  const { random } = stage.world;
  for (let copies = random.pick([0, 1, 1, 1, 2]); copies > 0; copies -= 1)
    stage.later(random.below(random.pick([100, 10_000, 600_000])), () => markerEvent(stage, 'markers', blob));
};

const forge = (stage: Stage): string => {
  const { random, engine } = stage.world;
  const [, instance = 'x', point = 'y'] = (engine.alive.at(0)?.id ?? 'backup:instance-one:z').split(':');
  const blob = `${instance}/${isRecoveryPointId(point) ? point : '20261122T020000Z'}/alpha`;
  markerEvent(stage, random.pick(['markers', 'objects']), blob);
  return 'forged event';
};

const actions: Readonly<Record<string, Action>> = {
  ...lifecycleActions,
  write: {
    weight: 40,
    act: ({ world }) => {
      const { source } = world.random.pick(world.protectedOnes);
      return source.change(world.random);
    },
  },
  tick: {
    weight: 14,
    act: (stage) => {
      if (stage.world.random.chance(0.3)) tick(stage);
      return tick(stage);
    },
  },
  backUp: {
    weight: 10,
    act: (stage) => {
      const { instance } = stage.world.random.pick(stage.world.protectedOnes);
      backUp(stage, instance);
      return `back up ${instance}`;
    },
  },
  restore: {
    weight: 8,
    act: (stage) => {
      const points = knownPoints(stage);
      if (points.length === 0) return 'nothing to restore';
      const { instance, recoveryPoint } = stage.world.random.pick(points);
      restore(stage, instance, recoveryPoint);
      return `restore ${recoveryPoint}`;
    },
  },
  prune: {
    weight: 8,
    act: (stage) => {
      const points = knownPoints(stage);
      if (points.length === 0) return 'nothing to prune';
      const { random } = stage.world;
      const { instance, recoveryPoint } = random.pick(points);
      return prune(stage, instance, random.chance(0.7) ? [recoveryPoint] : [], random.chance(0.2));
    },
  },
  contend: {
    weight: 8,
    act: (stage) => {
      const { random } = stage.world;
      const [oldest] = knownPoints(stage);
      if (oldest === undefined) return 'nothing to contend for';
      const { instance, recoveryPoint } = oldest;
      prune(stage, instance, [recoveryPoint], false);
      // Others come when the prune has got further (see simulation.ts).
      if (random.chance(0.3)) restore(stage, instance, recoveryPoint);
      return `contend for ${recoveryPoint}`;
    },
  },
  policy: {
    weight: 4,
    act: (stage) => {
      const { random } = stage.world;
      const name = random.pick(['DailyPolicy', 'OtherPolicy']);
      if (random.chance(0.2)) {
        stage.ask(`delete policy ${name}`, (operations) => operations.deletePolicy(name));
        return `delete policy ${name}`;
      }
      const keep = random.pick(['P1D', 'P2D', 'P30D']);
      return keepFor(stage, name, keep);
    },
  },
  verify: {
    weight: 4,
    act: (stage) => {
      const points = knownPoints(stage);
      if (points.length === 0) return 'nothing to verify';
      const { instance, recoveryPoint } = stage.world.random.pick(points);
      verify(stage, instance, recoveryPoint);
      return `verify ${recoveryPoint}`;
    },
  },
  check: {
    weight: 2,
    act: (stage) => {
      const repair = stage.world.random.chance(0.5);
      const requestId = stage.newRequestId();
      stage.ask('check', (operations, workflows) => operations.startCheck(workflows, { repair, requestId }));
      return repair ? 'check and repair' : 'check';
    },
  },
  export: {
    weight: 1,
    act: (stage) => {
      const requestId = stage.newRequestId();
      stage.ask('export jobs', (operations, workflows) =>
        operations.startExport(workflows, { filter: {}, requestId }),
      );
      return 'export jobs';
    },
  },
  protect: {
    weight: 1,
    act: (stage) => {
      protect(stage, stage.world.random.pick(['DailyPolicy', 'OtherPolicy']));
      return 'protect again';
    },
  },
  health: {
    weight: 1,
    act: (stage) => {
      stage.ask('health', (operations) => operations.checkHealth());
      return 'health';
    },
  },
  forge: { weight: 3, act: forge },
  crash: {
    weight: 5,
    act: (stage) => {
      stage.crash();
      return 'crash';
    },
  },
  terminate: {
    weight: 2,
    act: ({ world: { engine, random } }) => {
      if (engine.alive.length === 0) return 'nothing to terminate';
      const instance = random.pick(engine.alive);
      engine.stop(instance);
      return `terminate ${instance.id}`;
    },
  },
  suspend: {
    weight: 2,
    act: ({ world: { engine, random } }) => {
      if (engine.alive.length === 0) return 'nothing to suspend';
      const instance = random.pick(engine.alive);
      engine.toggleSuspended(instance);
      return `${instance.status} ${instance.id}`;
    },
  },
  outage: {
    weight: 3,
    act: ({ world: { random, outages, time } }) => {
      const account = random.pick(['control', 'data1', 'data2', 'sourceone', 'sourcetwo']);
      const code: StoreErrorCode = random.pick(['unavailable', 'throttled', 'forbidden'] as const);
      outages.set(account, {
        code,
        until: time.now + random.below(random.pick([10_000, 600_000, 3_600_000])),
      });
      return `outage of ${account}: ${code}`;
    },
  },
  skip: {
    weight: 5,
    act: (stage) => {
      const { random, time } = stage.world;
      // To around a slot, or any time on.
      const slot = Math.ceil(time.now / DAY_MS) * DAY_MS + 2 * 3_600_000;
      stage.passTo(random.chance(0.6) ? slot + random.below(600_000) : time.now + random.below(DAY_MS));
      return 'time passes';
    },
  },
};

const total = Object.values(actions).reduce((sum, { weight }) => sum + weight, 0);

export const anyAction = (stage: Stage): string => {
  let drawn = stage.world.random.next() * total;
  for (const { weight, act } of Object.values(actions)) {
    drawn -= weight;
    if (drawn < 0) return act(stage);
  }
  return 'nothing';
};
