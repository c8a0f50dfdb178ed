// Every container and blob name of a vault, in both directions. Nothing else puts such names together.
// docs/vault-format.md describes them for readers without Holdfast.

import { hash } from 'node:crypto';
import { jobStartMs } from '../domain/job/job-id.ts';
import { nameTemplate } from './name-template.ts';

/** Holds the catalogue, in the control account. */
export const defaultControlContainer = 'holdfast-vault';

/** Holds exported lists of jobs for a day, in the control account. No part of the vault. */
export const exportsContainer = 'holdfast-exports';

/** The containers of a data account. */
export const chunksContainer = 'chunks';
export const objectsContainer = 'objects';
export const markersContainer = 'markers';
export const dataContainers = [chunksContainer, objectsContainer, markersContainer] as const;

export const backupInstanceBlob = nameTemplate('backup-instances/{name}.json');
export const recoveryPointBlob = nameTemplate('recovery-points/{instance}/{recoveryPoint}.json');
export const lockBlob = nameTemplate('locks/{instance}.json');
export const pinBlob = nameTemplate('pins/{instance}/{recoveryPoint}/{jobId}.json');
export const scheduleBlob = nameTemplate('schedule/{instance}.json');
export const vaultSettingsBlob = nameTemplate('vault-settings.json');
export const policyBlob = nameTemplate('policies/{policy}.json');
export const runBlob = nameTemplate('runs/{instance}/{recoveryPoint}/run.json');
export const runSliceBlob = nameTemplate('runs/{instance}/{recoveryPoint}/slices/{lane}-{seq}.json');
export const runSealedBlob = nameTemplate('runs/{instance}/{recoveryPoint}/sealed.json');
export const restorePlanBlob = nameTemplate('restores/{jobId}/plan.json');
export const verificationBlob = nameTemplate('verifications/{instance}/{recoveryPoint}.json');
export const verificationSliceBlob = nameTemplate('verification-runs/{jobId}/slices/{lane}-{seq}.json');
export const restoreSliceBlob = nameTemplate('restores/{jobId}/{phase}/{lane}-{seq}.json');
export const checkReportBlob = nameTemplate('checks/{jobId}/report.json');
export const documentsSliceBlob = nameTemplate('checks/{jobId}/documents/{lane}-{seq}.json');
export const manifestsSliceBlob = nameTemplate('checks/{jobId}/manifests/{lane}-{seq}.json');
export const garbageSliceBlob = nameTemplate('checks/{jobId}/garbage/{lane}-{seq}.json');
export const deletionBlob = nameTemplate('deletions/{instance}/{recoveryPoint}.json');
export const pruningBlob = nameTemplate('pruning/{instance}.json');
export const volumeRequestsBlob = nameTemplate('requests/{instance}.json');
export const prunePlanBlob = nameTemplate('prunes/{instance}/{jobId}/plan.json');
export const pruneRootsBlob = nameTemplate('prunes/{instance}/{jobId}/roots.json');
export const pruneStepBlob = nameTemplate('prunes/{instance}/{jobId}/{step}/{lane}-{seq}.json');
export const prunePartBlob = nameTemplate('prunes/{instance}/{jobId}/parts/{hash}.json');
export const dataAccountBlob = nameTemplate('data-accounts/{account}.json');
/** By day, then by time of day in milliseconds: `audit/20261122/093015123-{request}.json`. */
export const auditBlob = nameTemplate('audit/{day}/{time}-{requestId}.json');
/** In the container of exports; the job's id tells when it was begun. */
export const exportBlobs = {
  json: nameTemplate('{jobId}.json'),
  csv: nameTemplate('{jobId}.csv'),
} as const;
export const isPolicyName = (name: string): boolean =>
  policyBlob.buildIfValid({ policy: name }) !== undefined;
const jobBlobTemplate = nameTemplate('jobs/{inverted}-{jobId}.json');

export const prefixes = {
  backupInstances: 'backup-instances/',
  jobs: 'jobs/',
  locks: 'locks/',
  dataAccounts: 'data-accounts/',
  policies: 'policies/',
  schedule: 'schedule/',
  recoveryPoints: (instance: string): string => `recovery-points/${instance}/`,
  pins: (instance: string): string => `pins/${instance}/`,
  runs: (instance: string): string => `runs/${instance}/`,
  run: (instance: string, recoveryPoint: string): string => `runs/${instance}/${recoveryPoint}/`,
  runSlices: (instance: string, recoveryPoint: string): string => `runs/${instance}/${recoveryPoint}/slices/`,
  verifications: (instance: string): string => `verifications/${instance}/`,
  verificationSlices: (jobId: string): string => `verification-runs/${jobId}/slices/`,
  restorePhase: (jobId: string, phase: string): string => `restores/${jobId}/${phase}/`,
  instanceMarkers: (instance: string): string => `${instance}/`,
  check: (jobId: string): string => `checks/${jobId}/`,
  deletions: (instance: string): string => `deletions/${instance}/`,
  prunes: (instance: string): string => `prunes/${instance}/`,
  prune: (instance: string, jobId: string): string => `prunes/${instance}/${jobId}/`,
  pruneSteps: (instance: string, jobId: string, step: string): string =>
    `prunes/${instance}/${jobId}/${step}/`,
  vaultMarkers: (instance: string, recoveryPoint: string): string => `${instance}/${recoveryPoint}/`,
} as const;

const greatest48Bits = 0xffff_ffff_ffff;

const inverted = (moment: number): string => (greatest48Bits - moment).toString(16).padStart(12, '0');

/** A job id begins with its start; counted down from the greatest value, jobs list newest first. */
const invertedStart = (jobId: string): string => inverted(jobStartMs(jobId));

export const jobBlob = {
  build: (jobId: string): string => jobBlobTemplate.build({ inverted: invertedStart(jobId), jobId }),
  buildIfValid: (jobId: string): string | undefined =>
    jobBlobTemplate.buildIfValid({ inverted: invertedStart(jobId), jobId }),
  /** The job id, where the name is one that `build` makes. */
  parse: (name: string): string | undefined => {
    const found = jobBlobTemplate.parse(name);
    return found !== undefined && found.inverted === invertedStart(found.jobId) ? found.jobId : undefined;
  },
  /** No job that started at or after this moment (ms since the epoch) sorts behind this name. */
  lastStartedSince: (moment: number): string => `jobs/${inverted(moment)}.`,
} as const;

export const sliceNumbers = (lane: number, seq: number): { readonly lane: string; readonly seq: string } => ({
  lane: String(lane).padStart(4, '0'),
  seq: String(seq).padStart(6, '0'),
});

/** Names in `objects` of the vault objects whose keys begin with these hex digits. */
export const vaultObjectPrefix = (digits: string): string =>
  digits.length > 2 ? `${digits.slice(0, 2)}/${digits}` : digits;

/** Two levels, as services and tools dislike a million names in one flat folder. */
const fannedOut = nameTemplate('{fan}/{hash}');
const fanOut = (hash: string): string => fannedOut.build({ fan: hash.slice(0, 2), hash });
/** Once for every stored object, so without the template. */
const fannedOutName = /^([0-9a-f]{2})\/\1[0-9a-f]{62}$/;
const parseFannedOut = (name: string): string | undefined =>
  fannedOutName.test(name) ? name.slice('00/'.length) : undefined;

export const chunkBlob = { build: fanOut, parse: parseFannedOut } as const;

/** What JSON leaves as it is. The rest it escapes: quotes, backslashes, control characters, halves of surrogate pairs. */
const plainText = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;
/** As JSON.stringify has it: faster for most names, since one key is made for every blob that is copied or marked. */
const jsonString = (text: string): string => (plainText.test(text) ? `"${text}"` : JSON.stringify(text));

/** A vault object's key: one content of one source blob. JSON keeps the three parts apart whatever they contain. */
export const vaultObjectKey = (container: string, name: string, etag: string): string =>
  hash('sha256', `[${jsonString(container)},${jsonString(name)},${jsonString(etag)}]`);

export const vaultObjectBlob = {
  /** Once for every blob, so without the template: a key is a hash by its making. */
  build: (container: string, name: string, etag: string): string => {
    const key = vaultObjectKey(container, name, etag);
    return `${key.slice(0, 2)}/${key}`;
  },
  /** The key that vaultObjectKey gives. */
  parse: parseFannedOut,
} as const;

const sourceMarkerTemplate = nameTemplate('_holdfast-recovery-point-{recoveryPoint}');

/** Hidden from Hadoop and Spark by its `_`, and flat, so that no directory stays behind in a hierarchical namespace. */
export const sourceMarkerBlob = {
  prefix: '_holdfast-recovery-point-',
  build: (recoveryPoint: string): string => sourceMarkerTemplate.build({ recoveryPoint }),
  /** The recovery point, where the whole name is a marker's. */
  parse: (name: string): string | undefined => sourceMarkerTemplate.parse(name)?.recoveryPoint,
} as const;

export const vaultMarkerBlob = nameTemplate('{instance}/{recoveryPoint}/{container}');
