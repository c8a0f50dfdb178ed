// The errors of a job as its caller knows them: a failed restore names fields of the request that began it.

import type { Job } from '../../domain/job/job.ts';
import type { Failure } from '../../domain/shared/failure.ts';
import { requestPath } from '../restore/field-path.ts';

export function shownErrors({ operation, errors }: Job): readonly Failure[] {
  if (operation !== 'Restore') return errors;
  return errors.map((failure) =>
    failure.target === undefined
      ? failure
      : { ...failure, target: requestPath(failure.target, { kind: 'everything' }) },
  );
}
