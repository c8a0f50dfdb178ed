// Every minute: starts the backups that are due.

import { app } from 'durable-functions';
import { holdfast } from '../app.ts';
import { workflowClient } from '../durable/workflow-client.ts';
import { invocationLog } from '../invocation-log.ts';

export const registerScheduleBackups = (): void => {
  app.client.timer('scheduleBackups', {
    schedule: '0 * * * * *',
    handler: async (_timer, client, context) => {
      const operations = (await holdfast()).operations(invocationLog(context));
      await operations.startDueBackups(workflowClient(client));
    },
  });
};
