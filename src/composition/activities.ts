// The implementation of every activity in the catalogue, bound to what it acts through.

import { backUpSlice } from '../activities/back-up-slice.ts';
import { checkDocumentsSlice } from '../activities/check-documents-slice.ts';
import { checkManifestsSlice } from '../activities/check-manifests-slice.ts';
import { checkMarkers } from '../activities/check-markers.ts';
import { closeBackup } from '../activities/close-backup.ts';
import { closeCheck } from '../activities/close-check.ts';
import { closeExport } from '../activities/close-export.ts';
import { closeGarbageSearch } from '../activities/close-garbage-search.ts';
import { closePrune } from '../activities/close-prune.ts';
import { closeRestore } from '../activities/close-restore.ts';
import { closeVerification } from '../activities/close-verification.ts';
import { commitExport } from '../activities/commit-export.ts';
import { commitRecoveryPoint } from '../activities/commit-recovery-point.ts';
import { createTargetContainers } from '../activities/create-target-containers.ts';
import { deletePointsSlice } from '../activities/delete-points-slice.ts';
import type { ExportDependencies } from '../activities/export-slice.ts';
import { exportSlice } from '../activities/export-slice.ts';
import { markIndexSlice } from '../activities/mark-index-slice.ts';
import { markLeavesSlice } from '../activities/mark-leaves-slice.ts';
import { openBackup } from '../activities/open-backup.ts';
import { openCheck } from '../activities/open-check.ts';
import { openExport } from '../activities/open-export.ts';
import { openGarbageSearch } from '../activities/open-garbage-search.ts';
import { openPrune } from '../activities/open-prune.ts';
import { openRestore } from '../activities/open-restore.ts';
import { openVerification } from '../activities/open-verification.ts';
import { planMarking } from '../activities/plan-marking.ts';
import { planRestore } from '../activities/plan-restore.ts';
import { replicateMarkers } from '../activities/replicate-markers.ts';
import { reportProgress } from '../activities/report-progress.ts';
import { resolveContainers } from '../activities/resolve-containers.ts';
import { restoreSlice } from '../activities/restore-slice.ts';
import { sealManifest } from '../activities/seal-manifest.ts';
import { sweepSlice } from '../activities/sweep-slice.ts';
import {
  advanceUnlessCancelled,
  lookUnlessCancelled,
  sliceUnlessCancelled,
  unlessCancelled,
} from '../activities/unless-cancelled.ts';
import { verifyRestoreSlice } from '../activities/verify-restore-slice.ts';
import { verifySlice } from '../activities/verify-slice.ts';
import { advanceVolumeRestore, hasBegun } from '../activities/volume/advance-volume-restore.ts';
import { advanceVolumeStep, tidiesUpOrHasBegun } from '../activities/volume/advance-volume-step.ts';
import { checkVolume } from '../activities/volume/check-volume.ts';
import { closeVolumeBackup } from '../activities/volume/close-volume-backup.ts';
import { closeVolumePrune } from '../activities/volume/close-volume-prune.ts';
import { closeVolumeRestore } from '../activities/volume/close-volume-restore.ts';
import { commitVolumePoint } from '../activities/volume/commit-volume-point.ts';
import { deleteVolumePoint, isBeingDeleted } from '../activities/volume/delete-volume-point.ts';
import { openVolumeBackup } from '../activities/volume/open-volume-backup.ts';
import { openVolumePrune } from '../activities/volume/open-volume-prune.ts';
import { openVolumeRestore } from '../activities/volume/open-volume-restore.ts';
import type { VolumeDependencies } from '../activities/volume/volume-dependencies.ts';
import { writeMarkers } from '../activities/write-markers.ts';
import type { ActivityImplementations } from '../workflows/catalogue.ts';

export const bindActivities = (deps: VolumeDependencies & ExportDependencies): ActivityImplementations => ({
  openBackup: unlessCancelled(deps, openBackup(deps)),
  resolveContainers: unlessCancelled(deps, resolveContainers(deps)),
  writeMarkers: unlessCancelled(deps, writeMarkers(deps)),
  backUpSlice: sliceUnlessCancelled(deps, backUpSlice(deps)),
  replicateMarkers: unlessCancelled(deps, replicateMarkers(deps)),
  checkMarkers: unlessCancelled(deps, checkMarkers(deps)),
  sealManifest: unlessCancelled(deps, sealManifest(deps)),
  commitRecoveryPoint: commitRecoveryPoint(deps),
  closeBackup: closeBackup(deps),
  openRestore: unlessCancelled(deps, openRestore(deps)),
  planRestore: unlessCancelled(deps, planRestore(deps)),
  createTargetContainers: unlessCancelled(deps, createTargetContainers(deps)),
  restoreSlice: sliceUnlessCancelled(deps, restoreSlice(deps)),
  verifyRestoreSlice: sliceUnlessCancelled(deps, verifyRestoreSlice(deps)),
  closeRestore: closeRestore(deps),
  openVerification: unlessCancelled(deps, openVerification(deps)),
  verifySlice: sliceUnlessCancelled(deps, verifySlice(deps)),
  closeVerification: closeVerification(deps),
  openVolumeBackup: unlessCancelled(deps, openVolumeBackup(deps)),
  checkVolume: unlessCancelled(deps, checkVolume(deps)),
  advanceVolumeStep: advanceUnlessCancelled(deps, advanceVolumeStep(deps), tidiesUpOrHasBegun),
  commitVolumePoint: commitVolumePoint(deps),
  closeVolumeBackup: closeVolumeBackup(deps),
  openCheck: unlessCancelled(deps, openCheck(deps)),
  checkDocumentsSlice: sliceUnlessCancelled(deps, checkDocumentsSlice(deps)),
  checkManifestsSlice: sliceUnlessCancelled(deps, checkManifestsSlice(deps)),
  openGarbageSearch: unlessCancelled(deps, openGarbageSearch(deps)),
  closeGarbageSearch: closeGarbageSearch(deps),
  closeCheck: closeCheck(deps),
  openVolumeRestore: lookUnlessCancelled(deps, openVolumeRestore(deps)),
  advanceVolumeRestore: advanceUnlessCancelled(deps, advanceVolumeRestore(deps), hasBegun),
  closeVolumeRestore: closeVolumeRestore(deps),
  openVolumePrune: unlessCancelled(deps, openVolumePrune(deps)),
  deleteVolumePoint: advanceUnlessCancelled(deps, deleteVolumePoint(deps), isBeingDeleted),
  closeVolumePrune: closeVolumePrune(deps),
  reportProgress: reportProgress(deps),
  openPrune: unlessCancelled(deps, openPrune(deps)),
  deletePointsSlice: sliceUnlessCancelled(deps, deletePointsSlice(deps)),
  planMarking: unlessCancelled(deps, planMarking(deps)),
  markIndexSlice: sliceUnlessCancelled(deps, markIndexSlice(deps)),
  markLeavesSlice: sliceUnlessCancelled(deps, markLeavesSlice(deps)),
  sweepSlice: sliceUnlessCancelled(deps, sweepSlice(deps)),
  closePrune: closePrune(deps),
  openExport: unlessCancelled(deps, openExport(deps)),
  exportSlice: unlessCancelled(deps, exportSlice(deps)),
  commitExport: unlessCancelled(deps, commitExport(deps)),
  closeExport: closeExport(deps),
});
