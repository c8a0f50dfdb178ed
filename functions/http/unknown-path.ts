// Every path under /subscriptions that no other route serves: refused in Azure's words, so that its SDKs can say why.

import { app } from '@azure/functions';
import { pathNotServed, refuse } from '../../src/api/arm/api-error.ts';
import { holdfast } from '../app.ts';
import { admitted } from './admission.ts';
import { answer } from './arm-answer.ts';
import { allMethods } from './arm-endpoint.ts';
import { apiAuthLevel } from './auth-level.ts';

export const registerUnknownPath = (): void => {
  // Azure tries functions in the order of their names: this one must come last.
  app.http('zUnknownPath', {
    route: 'subscriptions/{*path}',
    methods: allMethods,
    authLevel: apiAuthLevel,
    handler: (request, context) =>
      answer(request, context, async () =>
        admitted(await holdfast(), request, context, undefined, async () =>
          refuse(pathNotServed(request.method, new URL(request.url).pathname)),
        ),
      ),
  });
};
