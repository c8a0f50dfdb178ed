// The API's description for machines. It says nothing of what is in the vault, so that anybody may read it.

import { app } from '@azure/functions';
import document from '../../src/api/openapi/openapi.json' with { type: 'json' };

export const registerOpenApi = (): void => {
  app.http('openApi', {
    route: 'openapi.json',
    methods: ['GET', 'HEAD'],
    authLevel: 'anonymous',
    handler: async () => ({ status: 200, jsonBody: document }),
  });
};
