// What administrators do to jobs and to protection: cancel, stop, suspend, resume, delete, have back.

import { isFinal } from '../../src/domain/job/transitions.ts';
import type { ProtectionState } from '../../src/domain/protection/backup-instance.ts';
import { backupInstanceCodec } from '../../src/vault/documents/backup-instance.ts';
import { jobCodec } from '../../src/vault/documents/job.ts';
import type { Action, Stage } from './stage.ts';

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
  remove: {
    weight: 2,
    act: (stage) => remove(stage, stage.world.random.pick(stage.world.protectedOnes).instance),
  },
  undelete: {
    weight: 2,
    act: (stage) => undelete(stage, stage.world.random.pick(stage.world.protectedOnes).instance),
  },
  settings: {
    weight: 1,
    act: (stage) => {
      const state = stage.world.random.pick(['Off', 'On'] as const);
      stage.ask(`soft delete ${state}`, (operations) => operations.configureVault({ softDelete: { state } }));
      return `soft-delete ${state}`;
    },
  },
};
