// The workflow client port over the Durable client of an invocation. The client tells its answers apart by the text of
// its errors only, so that is what this reads.

import type { DurableClient } from 'durable-functions';
import { OrchestrationRuntimeStatus } from 'durable-functions';
import type { WorkflowClient } from '../../src/ports/workflow-client.ts';

const running: ReadonlySet<OrchestrationRuntimeStatus> = new Set([
  OrchestrationRuntimeStatus.Running,
  OrchestrationRuntimeStatus.Pending,
  OrchestrationRuntimeStatus.Suspended,
  OrchestrationRuntimeStatus.ContinuedAsNew,
]);

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Newer extensions answer 409, older ones 500. */
const saysItRuns = (error: unknown): boolean =>
  /status code: 409/.test(textOf(error)) || /already exists/i.test(textOf(error));

const saysThereIsNone = (error: unknown): boolean =>
  /HTTP 404|status code: 404|No instance with ID/.test(textOf(error));

export const workflowClient = (client: DurableClient): WorkflowClient => ({
  async start(workflow, id, input) {
    try {
      await client.startNew(workflow, { instanceId: id, input });
      return 'started';
    } catch (error) {
      if (saysItRuns(error)) return 'already-running';
      throw error;
    }
  },

  async state(id) {
    try {
      const { runtimeStatus } = await client.getStatus(id, { showInput: false });
      return running.has(runtimeStatus) ? 'running' : 'ended';
    } catch (error) {
      if (saysThereIsNone(error)) return 'absent';
      throw error;
    }
  },

  // The client takes 410 (the workflow has ended) for delivered; to the caller that makes no difference.
  async raiseEvent(id, event, data) {
    try {
      await client.raiseEvent(id, event, data);
      return 'delivered';
    } catch (error) {
      if (saysThereIsNone(error)) return 'ignored';
      throw error;
    }
  },

  async terminate(id, reason) {
    try {
      await client.terminate(id, reason);
      return 'terminated';
    } catch (error) {
      if (saysThereIsNone(error)) return 'ignored';
      throw error;
    }
  },
});
