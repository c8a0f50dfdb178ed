// POST validateForBackup: the properties of a backup instance, by the rules of PUT.

import * as z from 'zod';
import type { ProtectionRequest } from '../../domain/protection/protection-request.ts';
import type { ApiResult } from '../arm/api-error.ts';
import { refuse } from '../arm/api-error.ts';
import { parseBody } from '../arm/request-body.ts';
import type { VaultAddress } from '../arm/vault-address.ts';
import { backupInstanceRequest } from './request.ts';

export const validateEnvelope = z.looseObject({ backupInstance: z.looseObject({}) });

/** What PUT calls `properties` is here `backupInstance`, in refusals too. */
export function validateForBackupRequest(vault: VaultAddress, text: string): ApiResult<ProtectionRequest> {
  const body = parseBody(validateEnvelope, text);
  if (!body.ok) return body;
  const { backupInstance } = body.value;
  const parsed = parseBody(backupInstanceRequest(vault), JSON.stringify({ properties: backupInstance }));
  if (parsed.ok) return parsed;
  const { error } = parsed;
  const renamed = (target: string | undefined) =>
    target === undefined ? {} : { target: target.replace(/^properties\b/, 'backupInstance') };
  return refuse({
    ...error,
    message: error.message.replaceAll('properties.', 'backupInstance.'),
    ...renamed(error.target),
    ...(error.details === undefined
      ? {}
      : { details: error.details.map((detail) => ({ ...detail, ...renamed(detail.target) })) }),
  });
}
