// Operations over a vault and workflows in memory, with a clock that a test moves.

import { Cloud } from '../../src/memory/cloud/cloud.ts';
import { putVolume } from '../../src/memory/cloud/elastic-san-rules.ts';
import type { OperationDependencies } from '../../src/operations/dependencies.ts';
import { furnish, volumeId } from '../contract/resources/world.ts';
import { cloudResources } from './cloud-resources.ts';
import { MemoryWorkflows } from './memory-workflows.ts';
import type { VaultFixture } from './vault-fixture.ts';
import { controlAccountId, dataAccountId, secondDataAccountId, vaultFixture } from './vault-fixture.ts';
import { volumeSettings } from './volume-settings.ts';

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
}

export interface OperationsFixture extends VaultFixture {
  readonly deps: OperationDependencies;
  readonly workflows: MemoryWorkflows;
  readonly log: readonly LogLine[];
  /** With a volume that can be protected. */
  readonly cloud: Cloud;
  /** Moves the clock. */
  at(iso: string): void;
}

export const operationsFixture = (): OperationsFixture => {
  const fixture = vaultFixture();
  const log: LogLine[] = [];
  let now = Date.parse('2026-11-22T12:00:00Z');
  const cloud = new Cloud({ now: () => now });
  furnish(cloud);
  putVolume(cloud, volumeId, { sizeGiB: 1 });
  now += 60_000;
  cloud.settle();
  now -= 60_000;
  const line =
    (level: LogLine['level']) =>
    (message: string): void =>
      void log.push({ level, message });
  return {
    ...fixture,
    workflows: new MemoryWorkflows(),
    log,
    cloud,
    at: (iso) => {
      now = Date.parse(iso);
    },
    deps: {
      storage: fixture.accounts,
      resources: async () => cloudResources(cloud),
      vault: fixture.vault,
      clock: { now: () => now },
      log: { info: line('info'), warn: line('warn'), error: line('error') },
      settings: {
        location: 'westeurope',
        controlAccountId,
        dataAccountIds: [dataAccountId, secondDataAccountId],
        weekReading: 'calendar-rows',
        startSpreadSeconds: 0,
        concurrentBackups: 32,
        volumeRequests: { backupsPerDay: 10, restoresPerDay: 10 },
        dailyPruneTime: { hour: 5, minute: 0 },
        watch: { stalledSeconds: 5_400, cancelSeconds: 1_800 },
        prune: { lanes: 4, sliceSeconds: 60, graceSeconds: 7 * 86_400 },
        workflow: { lanes: 4, sliceSeconds: 60, pollSeconds: 60, markerDeadlineSeconds: 3600 },
        volumes: volumeSettings,
      },
    },
  };
};
