// Every five minutes: starts the backups that are due, and closes what dead workflows left behind.

import { app } from 'durable-functions';
import { holdfast } from '../app.ts';
import { workflowClient } from '../durable/workflow-client.ts';
import { invocationLog } from '../invocation-log.ts';

export const registerScheduleBackups = (): void => {
  app.client.timer('scheduleBackups', {
    schedule: '0 */5 * * * *',
    handler: async (_timer, client, context) => {
      const operations = (await holdfast()).operations(invocationLog(context));
      const workflows = workflowClient(client);
      // First the locks of the dead: a backup that is due now may need one of them.
      await operations.closeAbandonedWork(workflows);
      await operations.startDueBackups(workflows);
    },
  });
};
