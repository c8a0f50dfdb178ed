// Event Grid: a blob was created in a data account. A marker wakes the backup that waits for it; whatever else comes is
// logged and left, since an error would only bring it again.

import { app } from 'durable-functions';
import { parseBlobCreated } from '../../src/api/events/blob-created.ts';
import { holdfast } from '../app.ts';
import { workflowClient } from '../durable/workflow-client.ts';
import { invocationLog } from '../invocation-log.ts';

export const registerMarkerReplicated = (): void => {
  app.client.eventGrid('markerReplicated', {
    handler: async (event, client, context) => {
      const log = invocationLog(context);
      const created = parseBlobCreated(event);
      if (created === undefined) {
        log.warn('An event that is no BlobCreated event was ignored');
        return;
      }
      const operations = (await holdfast()).operations(log);
      const outcome = await operations.acceptMarkerEvent(workflowClient(client), created);
      log.info('A BlobCreated event was looked at', { outcome, container: created.container });
    },
  });
};
