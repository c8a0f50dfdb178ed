// GET coverage: what of an instance's account its newest recovery point lacks.

import type { BackupInstance } from '../domain/protection/backup-instance.ts';
import type { Uncovered } from '../domain/protection/coverage.ts';
import { uncovered } from '../domain/protection/coverage.ts';
import type { Outcome } from '../domain/shared/failure.ts';
import { succeed } from '../domain/shared/failure.ts';
import { decodeContinuation, encodeContinuation } from '../vault/continuation.ts';
import { checkSource } from './check-source.ts';
import type { OperationDependencies } from './dependencies.ts';

export interface InstanceCoverage {
  readonly items: readonly Uncovered[];
  readonly continuation?: string;
}

const shownAtOnce = 1000;

const keyOf = (one: Uncovered): string =>
  one.kind === 'container' ? `container/${one.name}` : `warning/${one.warning.code}`;

/** 'bad-continuation' for a token not ours. */
export const coverageOfInstance =
  (deps: OperationDependencies) =>
  async (
    instance: BackupInstance,
    continuation?: string,
  ): Promise<Outcome<InstanceCoverage | 'bad-continuation'>> => {
    const start = continuation === undefined ? undefined : decodeContinuation(continuation);
    if (continuation !== undefined && start === undefined) return succeed('bad-continuation');
    // A volume is in a recovery point whole or not at all.
    if (instance.version === 2) return succeed({ items: [] });
    const refusal = await checkSource(deps, { ...instance, validation: 'shallow' });
    if (refusal !== undefined) return refusal;
    const { vault, storage } = deps;
    const point = await vault.recoveryPoints.newest(instance.name);
    const listed = await storage.open(instance.sourceAccountId).listContainers();
    const { selection, containersSeen: seen } = instance;
    const all = uncovered({
      listed,
      selection,
      ...(seen === undefined ? {} : { seen }),
      ...(point === undefined ? {} : { point }),
    });
    const rest = all.filter((one) => start === undefined || keyOf(one) > start.after);
    const items = rest.slice(0, shownAtOnce);
    const last = rest.length > items.length ? items.at(-1) : undefined;
    return succeed({
      items,
      ...(last === undefined ? {} : { continuation: encodeContinuation({ after: keyOf(last) }) }),
    });
  };
