// The audit log: a document per request. Holdfast writes it and never deletes from it.

import type { DocumentStore } from '../document-store.ts';
import type { AuditRecord } from '../documents/audit-record.ts';
import { auditRecordCodec } from '../documents/audit-record.ts';
import { auditBlob } from '../layout.ts';

export interface AuditLog {
  /** Replaces the record of the same request. */
  put(record: AuditRecord): Promise<void>;
  get(key: Pick<AuditRecord, 'time' | 'requestId'>): Promise<AuditRecord | undefined>;
}

const blobOf = ({ time, requestId }: Pick<AuditRecord, 'time' | 'requestId'>): string => {
  const digits = time.replace(/\D/g, '');
  return auditBlob.build({ day: digits.slice(0, 8), time: digits.slice(8), requestId });
};

export const auditLog = (documents: DocumentStore): AuditLog => ({
  async put(record) {
    await documents.write(auditRecordCodec, { name: blobOf(record), document: record });
  },

  async get(key) {
    return (await documents.read(auditRecordCodec, blobOf(key)))?.document;
  },
});
