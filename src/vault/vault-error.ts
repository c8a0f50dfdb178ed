// What a vault can be found wrong in. Thrown from the depth of a read, matched by `code`; an activity turns it into
// a Failure of the same code, because trying again cannot help.

export type VaultErrorCode = 'VaultDocumentDamaged' | 'VaultDataMissing';

export interface VaultError extends Error {
  readonly name: 'VaultError';
  readonly code: VaultErrorCode;
  /** `container/blob` of the thing concerned. */
  readonly blob: string;
}

export const vaultError = (
  code: VaultErrorCode,
  blob: string,
  message: string,
  cause?: unknown,
): VaultError =>
  Object.assign(new Error(message, cause === undefined ? undefined : { cause }), {
    name: 'VaultError' as const,
    code,
    blob,
  });

export const isVaultError = (error: unknown): error is VaultError =>
  error instanceof Error && error.name === 'VaultError';
