// The audit of requests: every change and every refusal, in the vault and in the app's log.

import type { Caller } from '../domain/access/caller.ts';
import { anonymous } from '../domain/access/caller.ts';
import type { AuditRecord } from '../vault/documents/audit-record.ts';
import type { OperationDependencies } from './dependencies.ts';

export interface AuditedRequest extends Pick<AuditRecord, 'requestId' | 'action' | 'method' | 'path'> {
  readonly caller: Caller;
}

export interface AuditAnswer {
  readonly status: number;
  readonly code?: string;
}

export interface RequestAudit {
  /** For a change that has been let through: once this returns, it is on record whatever happens to the app. */
  begin(request: AuditedRequest): Promise<{ end(answer: AuditAnswer): Promise<void> }>;
  /** For a request that is turned away, of whoever makes it. It is turned away also where the record cannot be written. */
  refuse(
    request: Omit<AuditedRequest, 'caller'> & { readonly caller?: Caller },
    answer: AuditAnswer,
  ): Promise<void>;
}

export const auditRequest = ({ vault, clock, log }: OperationDependencies): RequestAudit => {
  const recordOf = (
    { requestId, caller, action, method, path }: AuditedRequest,
    outcome: AuditRecord['outcome'],
  ): AuditRecord => ({
    version: 1,
    requestId,
    time: new Date(clock.now()).toISOString(),
    caller: {
      kind: caller.kind,
      id: caller.id,
      ...(caller.name === undefined ? {} : { name: caller.name }),
    },
    ...(action === undefined ? {} : { action }),
    method,
    path,
    outcome,
  });

  /** What is lost in the vault is in the log all the same. */
  const conclude = async (record: AuditRecord): Promise<void> => {
    log.info('Audit', { ...record });
    try {
      await vault.auditLog.put(record);
    } catch (error) {
      log.error('An audit record could not be written', { requestId: record.requestId, error });
    }
  };

  return {
    async begin(request) {
      const record = recordOf(request, 'begun');
      await vault.auditLog.put(record);
      return { end: (answer) => conclude({ ...record, outcome: 'ended', ...answer }) };
    },

    async refuse(request, answer) {
      await conclude({ ...recordOf({ caller: anonymous, ...request }, 'refused'), ...answer });
    },
  };
};
