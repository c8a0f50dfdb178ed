// A BlobCreated event of Event Grid: wakes the backup that waits for this marker. Events are hints from outside: what
// is no marker of a vault account is left alone, and a backup looks for itself whatever woke it.

import { backupOrchestrationId } from '../domain/job/orchestration-id.ts';
import { accountNameOf } from '../ports/object-store.ts';
import type { WorkflowClient } from '../ports/workflow-client.ts';
import { markersContainer, vaultMarkerBlob } from '../vault/layout.ts';
import { markerReplicatedEvent } from '../workflows/catalogue.ts';
import type { OperationDependencies } from './dependencies.ts';

export interface BlobCreated {
  /** ARM resource ID of the account; without the slash that some deliveries lack. */
  readonly accountId: string;
  readonly container: string;
  readonly blob: string;
}

export type EventOutcome = 'woken' | 'nobody-waits' | 'not-a-marker' | 'not-of-this-vault';

export const acceptMarkerEvent =
  ({ settings }: OperationDependencies) =>
  async (workflows: WorkflowClient, event: BlobCreated): Promise<EventOutcome> => {
    const account = accountNameOf(event.accountId);
    if (!settings.dataAccountIds.some((own) => accountNameOf(own) === account)) return 'not-of-this-vault';
    const marker = event.container === markersContainer ? vaultMarkerBlob.parse(event.blob) : undefined;
    if (marker === undefined) return 'not-a-marker';
    const id = backupOrchestrationId(marker.instance, marker.recoveryPoint);
    const outcome = await workflows.raiseEvent(id, markerReplicatedEvent, { container: marker.container });
    return outcome === 'delivered' ? 'woken' : 'nobody-waits';
  };
