// The whole app: settings and storage in, everything that triggers call out. Made once per process; what logs is bound
// to the invocation that it logs for.

import type { Access } from '../api/access/caller.ts';
import { jobView } from '../api/job/export.ts';
import type { VaultFacts } from '../api/vault/response.ts';
import type { Settings } from '../config/schema.ts';
import { watchLimits } from '../domain/job/watch.ts';
import type { WeekReading } from '../domain/retention/criteria.ts';
import type { DailyTime } from '../domain/schedule/daily-time.ts';
import { parseDailyTime } from '../domain/schedule/daily-time.ts';
import type { OperationSettings } from '../operations/dependencies.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { StorageAccounts } from '../ports/object-store.ts';
import type { Vault } from '../vault/vault.ts';
import { createVault } from '../vault/vault.ts';
import type { ActivityImplementations } from '../workflows/catalogue.ts';
import { bindActivities } from './activities.ts';
import type { Operations } from './operations.ts';
import { bindOperations } from './operations.ts';
import { composeResources } from './resources.ts';

export interface Holdfast {
  readonly facts: VaultFacts;
  readonly access: Access;
  readonly weekReading: WeekReading;
  /** The catalogue, for requests that only read. */
  readonly vault: Vault;
  readonly clock: Clock;
  operations(log: Log): Operations;
  activities(log: Log): ActivityImplementations;
}

export const composeHoldfast = (settings: Settings, storage: StorageAccounts, clock: Clock): Holdfast => {
  const vault = createVault({ control: storage.open(settings.vault.controlAccountId), storage });
  const operationSettings = toOperationSettings(settings);
  const resources = composeResources(settings);
  const facts = { ...settings.vault, hasIdentity: settings.storage.kind === 'azure' };
  return {
    facts,
    // On an emulator whoever reaches the app may do everything.
    access:
      settings.access.kind === 'keys' && settings.storage.kind === 'emulator'
        ? { kind: 'development' }
        : settings.access,
    weekReading: settings.weekReading,
    vault,
    clock,
    operations: (log) =>
      bindOperations({ storage, resources, vault, clock, log, settings: operationSettings }),
    activities: (log) =>
      bindActivities({
        jobView: jobView(facts),
        storage,
        resources,
        vault,
        clock,
        log,
        settings: {
          location: settings.vault.location,
          controlAccountId: settings.vault.controlAccountId,
          copyConcurrency: settings.copyConcurrency,
          weekReading: settings.weekReading,
        },
      }),
  };
};

const toOperationSettings = (settings: Settings): OperationSettings => {
  const { lanes, sliceSeconds, pollSeconds, markerDeadlineSeconds } = settings;
  return {
    location: settings.vault.location,
    controlAccountId: settings.vault.controlAccountId,
    dataAccountIds: settings.vault.dataAccountIds,
    weekReading: settings.weekReading,
    startSpreadSeconds: settings.startSpreadSeconds,
    concurrentBackups: settings.concurrentBackups,
    volumeRequests: settings.volumeRequests,
    dailyPruneTime: timeOfDay(settings.dailyPruneTime),
    watch: watchLimits(
      { stalledSeconds: settings.stalledMinutes * 60, cancelSeconds: settings.cancelMinutes * 60 },
      pollSeconds,
    ),
    prune: { lanes, sliceSeconds, graceSeconds: settings.graceDays * 86_400 },
    workflow: { lanes, sliceSeconds, pollSeconds, markerDeadlineSeconds },
    volumes: settings.volumes,
  };
};

const timeOfDay = (text: string): DailyTime => {
  const time = parseDailyTime(text);
  if (time === undefined) throw new Error(`Not a time of day: ${text}`);
  return time;
};
