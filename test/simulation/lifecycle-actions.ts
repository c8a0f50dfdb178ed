// What administrators do to jobs and to protection: cancel, stop, suspend, resume, delete, have back.

import { isFinal } from '../../src/domain/job/transitions.ts';
import type { ProtectionState } from '../../src/domain/protection/backup-instance.ts';
import { backupInstanceCodec } from '../../src/vault/documents/backup-instance.ts';
import { jobCodec } from '../../src/vault/documents/job.ts';
import { keepFor, knownPoints, protect, restore, verify } from './requests.ts';
import type { Action, Stage } from './stage.ts';
import { tick } from './timers.ts';

const DAY_MS = 86_400_000;

/** Of one protected account; undefined: the vault does not know it. */
export const instanceOf = ({ world }: Stage, name: string) =>
  world.invariants.view
    .documents('instance', backupInstanceCodec)
    .find(({ document }) => document.name === name)?.document;

type Change = 'stopProtection' | 'suspendBackups' | 'resumeBackups' | 'resumeProtection';

const change = (stage: Stage, name: string, action: Change): string => {
  stage.ask(`${action} ${name}`, (operations) => operations.changeProtection(name, action));
  return `${action} ${name}`;
};

export const undelete = (stage: Stage, name: string): string => {
  stage.ask(`undelete ${name}`, (operations) => operations.undeleteInstance(name));
  return `undelete ${name}`;
};

export const remove = (stage: Stage, name: string): string => {
  const requestId = stage.newRequestId();
  stage.ask(`delete ${name}`, (operations, workflows) =>
    operations.deleteInstance(workflows, { name, requestId }),
  );
  return `remove ${name}`;
};

const ways: Partial<Readonly<Record<ProtectionState, Change>>> = {
  ProtectionStopped: 'resumeProtection',
  BackupSchedulesSuspended: 'resumeBackups',
};

/** The next step back to backups. */
export const goOn = (stage: Stage, name: string): string | undefined => {
  const instance = instanceOf(stage, name);
  if (instance === undefined) return undefined;
  if (instance.state === 'SoftDeleted')
    return instance.deletion?.purgingSince === undefined ? undelete(stage, name) : undefined;
  const way = ways[instance.state];
  return way === undefined ? undefined : change(stage, name, way);
};

const softDelete = (stage: Stage, state: 'On' | 'Off'): string => {
  stage.ask(`soft delete ${state}`, (operations) => operations.configureVault({ softDelete: { state } }));
  return `soft-delete ${state}`;
};

const anyInstance = ({ world: { random, protectedOnes } }: Stage): string =>
  random.pick(protectedOnes).instance;

/** Stopped for longer than recovery points are kept, and prunes all the time. */
const stopForDays = (stage: Stage, name: string): string => {
  const { random, time } = stage.world;
  if (random.chance(0.7)) keepFor(stage, 'DailyPolicy', 'P1D');
  change(stage, name, 'stopProtection');
  const days = random.pick([1, 2, 4]);
  for (const after of [20, 60, 120])
    stage.soon(after, () => {
      stage.passTo(time.now + days * DAY_MS);
      tick(stage);
    });
  return `rest of ${name} for thrice ${days} days`;
};

/** Somebody reads meanwhile; somebody thinks better of it, or protects it anew. */
const removeInCompany = (stage: Stage, name: string): string => {
  const { random } = stage.world;
  if (random.chance(0.5)) softDelete(stage, 'Off');
  const points = knownPoints(stage).filter(({ instance }) => instance === name);
  if (points.length > 0 && random.chance(0.5))
    random.pick([restore, verify])(stage, name, random.pick(points).recoveryPoint);
  stage.soon(random.below(60), () => remove(stage, name));
  if (random.chance(0.5)) stage.soon(60 + random.below(120), () => undelete(stage, name));
  if (random.chance(0.3)) stage.soon(200 + random.below(200), () => protect(stage));
  return `remove ${name}`;
};

/** It is deleted already, and its time is over now: the timer and whoever wants it back come at once. */
const meetTheDate = (stage: Stage, name: string): string => {
  const { random } = stage.world;
  const deletion = instanceOf(stage, name)?.deletion;
  if (deletion === undefined) return removeInCompany(stage, name);
  stage.passTo(Date.parse(deletion.purgeAt) - random.pick([0, 60_000]));
  tick(stage);
  for (let tries = 2; tries > 0; tries -= 1) stage.soon(random.below(60), () => undelete(stage, name));
  return `fate of ${name}`;
};

export const lifecycleActions: Readonly<Record<string, Action>> = {
  cancel: {
    weight: 6,
    act: (stage) => {
      const { random, invariants } = stage.world;
      const jobs = invariants.view.documents('job', jobCodec).map(({ document }) => document);
      const open = jobs.filter(({ status }) => !isFinal(status));
      const among = open.length > 0 && random.chance(0.95) ? open : jobs;
      if (among.length === 0) return 'nothing to cancel';
      const { id, operation } = random.pick(among);
      stage.ask(`cancel ${id}`, (operations, workflows) => operations.cancelJob(workflows, id));
      return `cancel ${operation} ${id}`;
    },
  },
  protection: {
    weight: 4,
    act: (stage) => {
      const { random, protectedOnes } = stage.world;
      const { instance } = random.pick(protectedOnes);
      const resumed = random.chance(0.6) ? goOn(stage, instance) : undefined;
      return (
        resumed ?? change(stage, instance, random.pick(['stopProtection', 'suspendBackups', 'resumeBackups']))
      );
    },
  },
  rest: { weight: 4, act: (stage) => stopForDays(stage, anyInstance(stage)) },
  remove: { weight: 4, act: (stage) => removeInCompany(stage, anyInstance(stage)) },
  fate: { weight: 3, act: (stage) => meetTheDate(stage, anyInstance(stage)) },
  undelete: {
    weight: 2,
    act: (stage) => undelete(stage, stage.world.random.pick(stage.world.protectedOnes).instance),
  },
  settings: {
    weight: 1,
    act: (stage) => {
      const state = stage.world.random.pick(['Off', 'On'] as const);
      return softDelete(stage, state);
    },
  },
};
