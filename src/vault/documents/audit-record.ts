// audit/{day}/{time}-{request}.json: a request that would change something, or that was refused for who made it.

import * as z from 'zod';
import { documentCodec } from '../document-codec.ts';

export interface AuditRecord {
  readonly version: 1;
  readonly requestId: string;
  /** ISO 8601, UTC: when the request came. */
  readonly time: string;
  readonly caller: { readonly kind: string; readonly id: string; readonly name?: string };
  /** As in Azure's role definitions; absent where nothing is served. */
  readonly action?: string;
  readonly method: string;
  /** Without the query, which may hold a key. */
  readonly path: string;
  /** `begun`: let through, and either still at work or cut short. `ended`: answered with `status`. */
  readonly outcome: 'refused' | 'begun' | 'ended';
  /** HTTP status of the answer. */
  readonly status?: number;
  /** Code of an answer that refuses. */
  readonly code?: string;
}

export const auditRecordCodec = documentCodec<AuditRecord>({
  1: z.looseObject({
    version: z.literal(1),
    requestId: z.string(),
    time: z.string(),
    caller: z.looseObject({ kind: z.string(), id: z.string(), name: z.string().exactOptional() }),
    action: z.string().exactOptional(),
    method: z.string(),
    path: z.string(),
    outcome: z.enum(['refused', 'begun', 'ended']),
    status: z.number().exactOptional(),
    code: z.string().exactOptional(),
  }),
});
