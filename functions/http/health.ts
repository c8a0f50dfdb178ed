// Whether the app is ready to work: for load balancers, tests, and whoever starts it.

import { app } from '@azure/functions';
import { holdfast } from '../app.ts';
import { invocationLog } from '../invocation-log.ts';

export const registerHealth = (): void => {
  app.http('health', {
    route: 'api/health',
    methods: ['GET', 'HEAD'],
    authLevel: 'anonymous',
    handler: async (_request, context) => {
      const health = await (await holdfast()).operations(invocationLog(context)).checkHealth();
      return health.ready
        ? { status: 200, jsonBody: { status: 'ready' } }
        : { status: 503, jsonBody: { status: 'unavailable', problem: health.problem } };
    },
  });
};
