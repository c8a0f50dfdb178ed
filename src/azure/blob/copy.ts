// Copies one blob into an account: picks the way by size, and says what a refusal means for a copy.

import type { CopyResult, StoreError, StoreErrorCode } from '../../ports/object-store.ts';
import { isStoreError, storeError } from '../../ports/object-store.ts';
import type { CopyStrategy } from './copy-strategy.ts';
import type { CopyTask } from './copy-task.ts';
import { head } from './documents.ts';
import { toStoreError } from './store-errors.ts';

/** The service knows the MD5 that was listed as wrong: a client has set it so. The copy then goes without it. */
const isMd5Refusal = (error: unknown): boolean => isStoreError(error) && error.serviceCode === 'Md5Mismatch';

const run = async (strategy: CopyStrategy, task: CopyTask): Promise<CopyResult> => {
  const copy = task.request.size <= strategy.wholeLimit ? strategy.copyWhole : strategy.copyLarge;
  try {
    return await copy(task);
  } catch (error) {
    throw toStoreError(error);
  }
};

const recoded = (error: StoreError, code: StoreErrorCode): StoreError => {
  const { message, name: _name, code: _code, transient: _transient, ...details } = error;
  return storeError(code, message, details);
};

/** An unnamed condition of a copy is the source's, unless the target was to be new and is not. */
const refine = async (error: unknown, { request, target }: CopyTask): Promise<unknown> => {
  if (!isStoreError(error)) return error;
  if (error.code === 'blob-not-found') return recoded(error, 'source-not-found');
  if (error.serviceCode !== 'ConditionNotMet') return error;
  const { container, name } = request.target;
  const targetIsThere = request.onlyIfAbsent && (await head(target, container, name)) !== undefined;
  return recoded(error, targetIsThere ? 'condition-not-met' : 'source-changed');
};

export const copyFrom = async (strategy: CopyStrategy, task: CopyTask): Promise<CopyResult> => {
  try {
    return await run(strategy, task);
  } catch (error) {
    if (!isMd5Refusal(error)) throw await refine(error, task);
    const { sourceMd5: _refused, ...request } = task.request;
    const result = await copyFrom(strategy, { ...task, request });
    return { ...result, requests: result.requests + 1 };
  }
};
