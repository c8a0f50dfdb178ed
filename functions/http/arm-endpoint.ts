// Registers one path of the REST API with what it does per method; every other method is refused in Azure's words.

import type { HttpMethod } from '@azure/functions';
import { app } from '@azure/functions';
import { getClient, input } from 'durable-functions';
import type { ApiResult } from '../../src/api/arm/api-error.ts';
import { methodNotAllowed, refuse } from '../../src/api/arm/api-error.ts';
import { workflowClient } from '../durable/workflow-client.ts';
import type { ArmAnswer } from './arm-answer.ts';
import { answer } from './arm-answer.ts';
import type { ArmCall } from './arm-call.ts';
import { armCall } from './arm-call.ts';
import { apiAuthLevel } from './auth-level.ts';

export type ArmHandler = (call: ArmCall) => Promise<ApiResult<ArmAnswer>>;

export type ArmMethods = Readonly<Partial<Record<'GET' | 'PUT' | 'POST', ArmHandler>>>;

export const allMethods: HttpMethod[] = ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE'];

const subscription = 'subscriptions/{subscriptionId}';
const providers = 'providers/Microsoft.DataProtection';

export const locationRoute = `${subscription}/${providers}/locations/{location}`;
export const groupRoute = `${subscription}/resourceGroups/{resourceGroupName}/${providers}`;
export const vaultRoute = `${groupRoute}/backupVaults/{vaultName}`;
export const instanceRoute = `${vaultRoute}/backupInstances/{backupInstanceName}`;

/** Only what begins work needs the Durable client; the rest is served without. */
const durableClient = input.durableClient();

export const registerArmEndpoint = (name: string, route: string, methods: ArmMethods): void => {
  app.http(name, {
    route,
    methods: allMethods,
    authLevel: apiAuthLevel,
    extraInputs: methods.POST === undefined ? [] : [durableClient],
    handler: (request, context) =>
      answer(request, context, async () => {
        const call = await armCall(request, context, () => workflowClient(getClient(context)));
        if (!call.ok) return call;
        const handler = methods[request.method as keyof ArmMethods];
        return handler === undefined
          ? refuse(methodNotAllowed(request.method, Object.keys(methods)))
          : await handler(call.value);
      }),
  });
};
