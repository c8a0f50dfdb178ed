// The root of a recovery point's manifest as the walk over it takes it: its keys are known only when it is read.

import type { ChildRef } from '../../domain/manifest/chunk.ts';
import type { RecoveryPoint } from '../../domain/recovery-point/recovery-point.ts';

export const rootOf = ({ manifestRoot, blobs, bytes }: RecoveryPoint): ChildRef => ({
  hash: manifestRoot,
  firstContainer: '',
  firstName: '',
  lastContainer: '',
  lastName: '',
  entries: blobs,
  bytes,
});
