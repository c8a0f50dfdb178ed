// recovery-points/{instance}/{id}.json, whatever is protected: its version tells.

import * as z from 'zod';
import type { RecoveryPoint } from '../../domain/recovery-point/recovery-point.ts';
import type { VolumeRecoveryPoint } from '../../domain/recovery-point/volume-recovery-point.ts';
import { eitherVersion } from '../document-codec.ts';
import { recoveryPointCodec, recoveryPointFromMetadata, recoveryPointMetadata } from './recovery-point.ts';
import {
  volumePointFromMetadata,
  volumePointMetadata,
  volumeRecoveryPointCodec,
} from './volume-recovery-point.ts';

export const anyPointCodec = eitherVersion(recoveryPointCodec, volumeRecoveryPointCodec);

export const pointMetadata = (point: RecoveryPoint | VolumeRecoveryPoint): Record<string, string> =>
  point.version === 1 ? recoveryPointMetadata(point) : volumePointMetadata(point);

export const pointFromMetadata = z.union([recoveryPointFromMetadata, volumePointFromMetadata]);
