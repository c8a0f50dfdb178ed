// Registers one path of the REST API with what it does per method; every other method is refused in Azure's words.

import type { HttpMethod } from '@azure/functions';
import { app } from '@azure/functions';
import { getClient, input } from 'durable-functions';
import type { ApiAction, EndpointName, MethodOf } from '../../src/api/access/actions.ts';
import { apiActions } from '../../src/api/access/actions.ts';
import type { ApiResult } from '../../src/api/arm/api-error.ts';
import { methodNotAllowed, refuse } from '../../src/api/arm/api-error.ts';
import { holdfast } from '../app.ts';
import { workflowClient } from '../durable/workflow-client.ts';
import { admitted } from './admission.ts';
import type { ArmAnswer } from './arm-answer.ts';
import { answer } from './arm-answer.ts';
import type { ArmCall } from './arm-call.ts';
import { armCall } from './arm-call.ts';
import { apiAuthLevel } from './auth-level.ts';

export type ArmHandler = (call: ArmCall) => Promise<ApiResult<ArmAnswer>>;

/** A handler for every method that src/api/access/actions.ts lists for the endpoint, and for no other. */
export type ArmMethods<N extends EndpointName> = Readonly<Record<MethodOf<N>, ArmHandler>>;

export const allMethods: HttpMethod[] = ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE'];

const subscription = 'subscriptions/{subscriptionId}';

export const providersRoute = 'providers/Microsoft.DataProtection';
export const subscriptionRoute = `${subscription}/${providersRoute}`;
export const locationRoute = `${subscriptionRoute}/locations/{location}`;
export const groupRoute = `${subscription}/resourceGroups/{resourceGroupName}/${providersRoute}`;
export const vaultRoute = `${groupRoute}/backupVaults/{vaultName}`;
export const instanceRoute = `${vaultRoute}/backupInstances/{backupInstanceName}`;

interface Served {
  readonly action: ApiAction;
  readonly handler: ArmHandler;
}

/** Only what begins work needs the Durable client; the rest is served without. */
const durableClient = input.durableClient();

export const registerArmEndpoint = <N extends EndpointName>(
  name: N,
  route: string,
  methods: ArmMethods<N>,
): void => {
  const served = new Map<string, Served>();
  for (const method of Object.keys(methods) as MethodOf<N>[]) {
    served.set(method, { action: apiActions[name][method] as ApiAction, handler: methods[method] });
  }
  app.http(name, {
    route,
    methods: allMethods,
    authLevel: apiAuthLevel,
    extraInputs: served.has('POST') || served.has('DELETE') ? [durableClient] : [],
    handler: (request, context) =>
      answer(request, context, async () => {
        const found = served.get(request.method);
        return await admitted(await holdfast(), request, context, found?.action, async () => {
          const call = await armCall(request, context, () => workflowClient(getClient(context)));
          if (!call.ok) return call;
          return found === undefined
            ? refuse(methodNotAllowed(request.method, [...served.keys()]))
            : await found.handler(call.value);
        });
      }),
  });
};
