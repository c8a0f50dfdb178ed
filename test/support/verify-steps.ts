// Verification on the engine of memory ports, and ways to harm a vault as only somebody from outside would.

import type { Job } from '../../src/domain/job/job.ts';
import { jobIdFor } from '../../src/domain/job/job-id.ts';
import { verifyOrchestrationId } from '../../src/domain/job/orchestration-id.ts';
import type { Verification } from '../../src/domain/verification/verification.ts';
import type { MemoryAccount, MemoryBlob } from '../../src/memory/memory-account.ts';
import { chunkBlob, chunksContainer, objectsContainer, vaultObjectBlob } from '../../src/vault/layout.ts';
import type { VerifyRecoveryPointInput } from '../../src/workflows/catalogue/verification.ts';
import { verifyRecoveryPoint } from '../../src/workflows/verify-recovery-point.ts';
import type { Engine } from './engine-fixture.ts';
import type { RunOptions } from './replay.ts';
import { WorkflowRun } from './replay.ts';

export interface VerificationOutcome {
  readonly job: Job;
  /** What stands beside the record afterwards. */
  readonly verification: Verification | undefined;
  readonly run: WorkflowRun;
  readonly input: VerifyRecoveryPointInput;
}

export const verify = async (
  engine: Engine,
  recoveryPointId: string,
  change: Partial<VerifyRecoveryPointInput> = {},
  options: Partial<RunOptions> = {},
): Promise<VerificationOutcome> => {
  const jobId = jobIdFor(engine.time.now, `verify/${recoveryPointId}/${engine.time.now}`);
  const input: VerifyRecoveryPointInput = {
    backupInstance: 'contoso',
    recoveryPointId,
    jobId,
    samplePercent: 100,
    settings: { lanes: 2, sliceSeconds: 60 },
    ...change,
  };
  const run = new WorkflowRun({
    workflow: verifyRecoveryPoint,
    instanceId: verifyOrchestrationId(input.jobId),
    input,
    time: engine.time,
    activity: (name, message) => engine.callActivity(name, message),
    ...options,
  });
  await run.toEnd();
  engine.time.now += 3_600_000;
  const verification = await engine.vault.verifications.get('contoso', recoveryPointId);
  return { job: await engine.job(input.jobId), verification, run, input };
};

/** The vault object of a blob as the source has it now. */
export const objectOf = (engine: Engine, container: string, name: string): string => {
  const etag = engine.source.find(container, name)?.etag ?? '';
  return vaultObjectBlob.build(container, name, etag);
};

/** Puts a blob's content in another's stead behind everybody's back: its properties stay as they were. */
export const swapContent = (
  account: MemoryAccount,
  container: string,
  name: string,
  change: (bytes: Uint8Array) => Uint8Array,
): void => {
  const { blobs } = account.containerOf(container);
  const blob = blobs.get(name) as MemoryBlob;
  blobs.set(name, { ...blob, bytes: change(blob.bytes.slice()) });
};

export const flipByte = (bytes: Uint8Array): Uint8Array => {
  const middle = bytes.length >> 1;
  return bytes.map((byte, at) => (at === middle ? byte ^ 0xff : byte));
};

export const removeObject = (engine: Engine, container: string, name: string): void => {
  engine.data.remove(objectsContainer, objectOf(engine, container, name));
};

export const removeChunk = (engine: Engine, hash: string): void => {
  engine.data.remove(chunksContainer, chunkBlob.build(hash));
};

export const flipInChunk = (engine: Engine, hash: string): void => {
  swapContent(engine.data, chunksContainer, chunkBlob.build(hash), flipByte);
};
