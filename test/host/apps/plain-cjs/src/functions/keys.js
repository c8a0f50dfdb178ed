const { app } = require('@azure/functions');

for (const authLevel of ['anonymous', 'function', 'admin']) {
  app.http(`${authLevel}Level`, { methods: ['GET'], authLevel, handler: () => ({ body: authLevel }) });
}
