// Every half hour: removes the snapshots that dead backups of SAN volumes left behind. Some minutes after locks of the dead
// were released, so that no step of theirs is still under way.

import { app } from 'durable-functions';
import { holdfast } from '../app.ts';
import { workflowClient } from '../durable/workflow-client.ts';
import { invocationLog } from '../invocation-log.ts';

export const registerSweepSnapshots = (): void => {
  app.client.timer('sweepSnapshots', {
    schedule: '0 4,34 * * * *',
    handler: async (_timer, client, context) => {
      const operations = (await holdfast()).operations(invocationLog(context));
      await operations.sweepSnapshots(workflowClient(client));
    },
  });
};
