// Activity: begins the search of a check for what no recovery point names, in the next instance's data account: takes the
// instance's lock and writes the plan that marking and sweeping go by, which lets no recovery point go.

import { checkOrchestrationId } from '../domain/job/orchestration-id.ts';
import type { BackupInstance } from '../domain/protection/backup-instance.ts';
import type { Failure } from '../domain/shared/failure.ts';
import { fail, succeed } from '../domain/shared/failure.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import { acquireLock } from './acquire-lock.ts';
import type { Dependencies } from './dependencies.ts';
import { permanentFailure, settling } from './permanent-failure.ts';
import { refuseForeignAccount } from './prune/foreign-account.ts';
import { requireInstance } from './require-instance.ts';

type Input = InputOf<typeof activities.openGarbageSearch>;
type Output = OutputOf<typeof activities.openGarbageSearch>;

export const openGarbageSearch =
  (deps: Dependencies) =>
  async (input: Input): Promise<Output> =>
    await settling(async (): Promise<Output> => {
      const next = await nextInstance(deps, input.after);
      if (next === undefined) return succeed({ state: 'none-left' });
      const failure = await begin(deps, input, next);
      const backupInstance = next.name;
      return succeed(
        failure === undefined
          ? { state: 'opened', backupInstance }
          : { state: 'refused', backupInstance, failure },
      );
    });

const nextInstance = async (
  { vault }: Dependencies,
  after: string | undefined,
): Promise<BackupInstance | undefined> =>
  (await vault.catalogue.instances())
    .filter(({ name, dataAccountId }) => dataAccountId !== undefined && (after === undefined || name > after))
    .sort((a, b) => (a.name < b.name ? -1 : 1))[0];

/** Why it cannot, when there is a reason. */
const begin = async (
  deps: Dependencies,
  input: Input,
  { name }: BackupInstance,
): Promise<Failure | undefined> => {
  const { vault } = deps;
  const { jobId, startTime, repair, graceSeconds, seq } = input;
  const now = Date.parse(startTime);
  try {
    const instance = await requireInstance(vault, name);
    if (!instance.ok) return instance.failure;
    const foreign = await refuseForeignAccount(vault, instance.value);
    if (foreign !== undefined) return foreign.failure;
    const held = await takeLock(deps, input, name);
    if (held !== undefined) return held;
    // With no recovery point left, everything would be garbage: rather has somebody lost the records.
    const anything = (await vault.catalogue.recoveryPointIds(name)).length > 0;
    await vault.prunes.putPlanOnce({
      version: 1,
      backupInstance: name,
      jobId,
      dataAccountId: instance.value.dataAccountId,
      dryRun: !(repair && anything),
      now: startTime,
      graceEnd: new Date(now - graceSeconds * 1_000).toISOString(),
      goes: [],
      stays: [],
      leftoversOnly: true,
    });
    // A step that comes too late, its twin's search being over, leaves nothing behind.
    if ((await vault.checks.garbage.get({ jobId, lane: 0, seq })) === undefined) return undefined;
    await letGo(vault, name, jobId);
    return busy(name, 'It was looked through before.');
  } catch (error) {
    return permanentFailure(error);
  }
};

const takeLock = async (
  { vault }: Dependencies,
  { jobId, startTime }: Input,
  name: string,
): Promise<Failure | undefined> => {
  const orchestrationId = checkOrchestrationId(jobId);
  const lock = await acquireLock(vault, name, { orchestrationId, jobId, kind: 'check', since: startTime });
  if (!lock.ok) return lock.failure;
  return lock.value === 'acquired' ? undefined : busy(name, 'The check has ended.');
};

const busy = (name: string, why: string): Failure =>
  fail('UserErrorOperationInProgress', `The search in ${name} was not begun. ${why}`).failure;

/** The plan's documents first: what has the lock is found by it. */
export const letGo = async (
  vault: Dependencies['vault'],
  backupInstance: string,
  jobId: string,
): Promise<void> => {
  await vault.prunes.deleteAll({ backupInstance, jobId });
  await vault.locks.release(backupInstance, checkOrchestrationId(jobId));
};
