// Lets a request in or turns it away by who makes it, and has it written down: every refusal, and every change before it
// is made.

import type { HttpRequest, InvocationContext } from '@azure/functions';
import type { ApiAction } from '../../src/api/access/actions.ts';
import { changes } from '../../src/api/access/actions.ts';
import { authorize } from '../../src/api/access/authorize.ts';
import { callerOf } from '../../src/api/access/caller.ts';
import type { ApiResult } from '../../src/api/arm/api-error.ts';
import { faultToError } from '../../src/api/arm/fault.ts';
import type { Holdfast } from '../../src/composition/holdfast.ts';
import { invocationLog } from '../invocation-log.ts';
import type { ArmAnswer } from './arm-answer.ts';

/** @param action what the endpoint does; undefined where nothing is served: then it is enough to be known */
export async function admitted(
  app: Holdfast,
  request: HttpRequest,
  context: InvocationContext,
  action: ApiAction | undefined,
  work: () => Promise<ApiResult<ArmAnswer>>,
): Promise<ApiResult<ArmAnswer>> {
  const path = new URL(request.url).pathname;
  const audited = {
    requestId: context.invocationId,
    ...(action === undefined ? {} : { action: action.action }),
    method: request.method,
    path,
  };
  const { audit } = app.operations(invocationLog(context));
  const caller = callerOf(app.access, (name) => request.headers.get(name));
  const allowed = caller.ok && action !== undefined ? authorize(caller.value, action, path) : caller;
  if (!allowed.ok) {
    const { status, code } = allowed.error;
    await audit.refuse({ ...audited, ...(caller.ok ? { caller: caller.value } : {}) }, { status, code });
    return allowed;
  }
  if (action === undefined || !changes(action)) return await work();
  const record = await audit.begin({ ...audited, caller: allowed.value });
  try {
    const result = await work();
    await record.end(
      result.ok ? { status: result.value.status } : { status: result.error.status, code: result.error.code },
    );
    return result;
  } catch (error) {
    const { status, code } = faultToError(error, context.invocationId);
    await record.end({ status, code });
    throw error;
  }
}
