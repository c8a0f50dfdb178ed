// One request of the REST API as handlers see it: checked for its version and its vault, with the app that serves it.

import type { HttpRequest, InvocationContext } from '@azure/functions';
import type { ApiResult } from '../../src/api/arm/api-error.ts';
import { accept } from '../../src/api/arm/api-error.ts';
import type { ApiVersion } from '../../src/api/arm/api-version.ts';
import { parseApiVersion } from '../../src/api/arm/api-version.ts';
import { checkScope } from '../../src/api/arm/vault-address.ts';
import type { Holdfast } from '../../src/composition/holdfast.ts';
import type { Operations } from '../../src/composition/operations.ts';
import type { WorkflowClient } from '../../src/ports/workflow-client.ts';
import { holdfast } from '../app.ts';
import { invocationLog } from '../invocation-log.ts';

export interface ArmCall {
  readonly app: Holdfast;
  readonly operations: Operations;
  /** Only for methods that begin work. */
  workflows(): WorkflowClient;
  readonly apiVersion: ApiVersion;
  /** Absolute, as the caller sent it. */
  readonly url: URL;
  /** Unique to the request. */
  readonly requestId: string;
  /** A part of the route; every route that uses it has it. */
  param(name: string): string;
  /** Compared without regard to case, as Azure does. */
  query(name: string): string | undefined;
  body(): Promise<string>;
}

export async function armCall(
  request: HttpRequest,
  context: InvocationContext,
  workflows: () => WorkflowClient,
): Promise<ApiResult<ArmCall>> {
  const url = new URL(request.url);
  const query = (name: string): string | undefined => {
    for (const [key, value] of url.searchParams) if (key.toLowerCase() === name.toLowerCase()) return value;
    return undefined;
  };
  const apiVersion = parseApiVersion(query('api-version'));
  if (!apiVersion.ok) return apiVersion;
  const app = await holdfast();
  const scope = checkScope(app.facts, request.params);
  if (!scope.ok) return scope;
  return accept({
    app,
    operations: app.operations(invocationLog(context)),
    workflows,
    apiVersion: apiVersion.value,
    url,
    requestId: context.invocationId,
    param: (name) => request.params[name] ?? '',
    query,
    body: () => request.text(),
  });
}
