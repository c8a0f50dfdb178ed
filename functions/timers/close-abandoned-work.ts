// Every five minutes: closes what dead workflows left behind, so that a lock of theirs holds up the next backup no
// longer; then looks for jobs whose workflows live and do nothing.

import { app } from 'durable-functions';
import { holdfast } from '../app.ts';
import { workflowClient } from '../durable/workflow-client.ts';
import { invocationLog } from '../invocation-log.ts';

export const registerCloseAbandonedWork = (): void => {
  app.client.timer('closeAbandonedWork', {
    schedule: '30 */5 * * * *',
    handler: async (_timer, client, context) => {
      const operations = (await holdfast()).operations(invocationLog(context));
      const workflows = workflowClient(client);
      await operations.closeAbandonedWork(workflows);
      await operations.watchJobs(workflows);
    },
  });
};
