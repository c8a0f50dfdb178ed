// The warnings that jobs and recovery points carry.

import { z } from 'zod';
import type { CoverageWarning } from '../../domain/recovery-point/recovery-point.ts';

export const coverageWarningSchema: z.ZodType<CoverageWarning> = z.looseObject({
  code: z.enum([
    'AppendBlobNotSupported',
    'PageBlobNotSupported',
    'ArchivedBlobNotReadable',
    'CustomerProvidedKeyNotReadable',
    'SnapshotsNotProtected',
    'BlobChangedWhileCopying',
    'BlobDeletedWhileCopying',
    'ContainerDeletedDuringBackup',
    'BlobNameNotSupported',
    'TagsNotCopied',
  ]),
  count: z.number().int(),
  examples: z.array(z.string()),
});
