// Decides whether an exported disk snapshot is worth a recovery point: only when the copy behind it is complete. The end
// of the operation that made it is not enough (facts: elastic-san 2).

export interface ExportedSnapshot {
  readonly provisioningState: string;
  readonly incremental: boolean;
  /** Absent where the service does not tell. */
  readonly completionPercent?: number;
  readonly copyError?: { readonly code: string; readonly message: string };
}

export type CopyVerdict =
  | { readonly kind: 'complete' }
  | { readonly kind: 'copying'; readonly percent: number }
  | { readonly kind: 'worthless'; readonly reason: string };

export const copyVerdict = (snapshot: ExportedSnapshot | undefined): CopyVerdict => {
  if (snapshot === undefined) return { kind: 'worthless', reason: 'it is gone' };
  const { provisioningState, incremental, completionPercent, copyError } = snapshot;
  if (copyError !== undefined) {
    return { kind: 'worthless', reason: `its copy failed: ${copyError.code}: ${copyError.message}` };
  }
  if (
    provisioningState === 'Failed' ||
    provisioningState === 'Canceled' ||
    provisioningState === 'Deleting'
  ) {
    return { kind: 'worthless', reason: `it is ${provisioningState}` };
  }
  if (provisioningState !== 'Succeeded') return { kind: 'copying', percent: completionPercent ?? 0 };
  if (completionPercent !== undefined && completionPercent < 100) {
    return { kind: 'copying', percent: completionPercent };
  }
  return incremental ? { kind: 'complete' } : { kind: 'worthless', reason: 'it is not incremental' };
};
