// Settings of backups of SAN volumes as they are by default.

import type { VolumeBackupSettings } from '../../src/workflows/catalogue/volume-backup.ts';

export const volumeSettings: VolumeBackupSettings = {
  maxVolumeGiB: 4096,
  maxRecoveryPoints: 450,
  pollSeconds: 15,
  stepDeadlineSeconds: 3_600,
  copyDeadlineSeconds: 86_400,
};
