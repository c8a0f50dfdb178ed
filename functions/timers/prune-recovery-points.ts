// Every quarter of an hour: starts the daily prunes that are due, and deletes exported lists of jobs that have expired. A
// prune that finds its instance busy is started by a later tick.

import { app } from 'durable-functions';
import { holdfast } from '../app.ts';
import { workflowClient } from '../durable/workflow-client.ts';
import { invocationLog } from '../invocation-log.ts';

export const registerPruneRecoveryPoints = (): void => {
  app.client.timer('pruneRecoveryPointsDaily', {
    schedule: '0 */15 * * * *',
    handler: async (_timer, client, context) => {
      const operations = (await holdfast()).operations(invocationLog(context));
      await operations.startDuePrunes(workflowClient(client));
      await operations.removeExpiredExports();
    },
  });
};
