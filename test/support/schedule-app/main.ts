// A Functions app with Holdfast's scheduler and nothing behind it: the vault is in memory, and a backup does no more than
// commit its recovery point. It tells over HTTP what was started.

import { app as functions } from '@azure/functions';
import type { OrchestrationContext, OrchestrationHandler } from 'durable-functions';
import { app } from 'durable-functions';
import { workflowClient } from '../../../functions/durable/workflow-client.ts';
import { MemoryStorageAccounts } from '../../../src/memory/memory-storage-accounts.ts';
import type { OperationDependencies } from '../../../src/operations/dependencies.ts';
import { startDueBackups } from '../../../src/operations/start-due-backups.ts';
import { builtInPolicy } from '../../../src/vault/documents/policy.ts';
import { createVault } from '../../../src/vault/vault.ts';
import type { BackUpStorageAccountInput } from '../../../src/workflows/catalogue.ts';
import { orchestrations } from '../../../src/workflows/catalogue.ts';
import { policyDefinition } from '../policy-fixture.ts';
import { sampleInstance } from '../vault-fixture.ts';
import { volumeSettings } from '../volume-settings.ts';
import { simulated } from './simulated.ts';

const control =
  '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/control';
const storage = new MemoryStorageAccounts();
storage.add(control);
const vault = createVault({ control: storage.open(control), storage });
const quiet = (): void => undefined;
const deps: OperationDependencies = {
  storage,
  resources: () => Promise.reject(new Error('There are no volumes here')),
  vault,
  clock: { now: () => Date.now() },
  log: { info: quiet, warn: quiet, error: (message, details) => console.error(message, details) },
  settings: {
    location: 'westeurope',
    controlAccountId: control,
    dataAccountIds: [],
    weekReading: 'calendar-rows',
    startSpreadSeconds: 0,
    concurrentBackups: 32,
    volumeRequests: { backupsPerDay: 10, restoresPerDay: 10 },
    dailyPruneTime: { hour: 5, minute: 0 },
    watch: { stalledSeconds: 5_400, cancelSeconds: 1_800 },
    prune: { lanes: 1, sliceSeconds: 60, graceSeconds: 7 * 86_400 },
    workflow: { lanes: 1, sliceSeconds: 60, pollSeconds: 60, markerDeadlineSeconds: 3600 },
    volumes: volumeSettings,
  },
};

const since = new Date().toISOString();

const prepared = (async () => {
  for (const { name, timeZone, intervals } of simulated) {
    const definition = policyDefinition({ timeZone, intervals });
    await vault.policies.put({ ...builtInPolicy, name, definition }, undefined);
    await vault.instances.put(sampleInstance(name, { policyName: name, createdAt: since }));
  }
})();

/** Slots whose workflow began, in the order in which they did, as `instance slot`. */
const begun: string[] = [];

app.activity('commit', {
  handler: async ({ backupInstance, recoveryPointId }: BackUpStorageAccountInput) => {
    begun.push(`${backupInstance} ${recoveryPointId}`);
    await vault.locks.release(backupInstance, `backup:${backupInstance}:${recoveryPointId}`);
    return {};
  },
});

function* backUp(context: OrchestrationContext): ReturnType<OrchestrationHandler> {
  return yield context.df.callActivity('commit', context.df.getInput());
}
app.orchestration(orchestrations.backUpStorageAccount, backUp);

app.client.timer('scheduleBackups', {
  schedule: '0 0 */3 * * *',
  handler: async (_timer, client) => {
    await prepared;
    await startDueBackups(deps)(workflowClient(client));
  },
});

functions.http('begun', {
  route: 'begun',
  handler: async () => {
    const missed = await Promise.all(simulated.map(({ name }) => vault.schedule.get(name)));
    return { jsonBody: { since, begun, missed: missed.map((state) => state?.missedCount ?? 0) } };
  },
});
