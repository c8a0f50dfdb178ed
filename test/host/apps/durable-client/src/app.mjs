import { app } from '@azure/functions';
import * as df from 'durable-functions';

df.app.activity('double', { handler: ({ value }) => ({ value: value * 2 }) });
df.app.orchestration('chain', function* (context) {
  let result = { value: context.df.getInput()?.value ?? 1 };
  for (let i = 0; i < 3; i++) result = yield context.df.callActivity('double', result);
  return result.value;
});
df.app.orchestration('sleeper', function* (context) {
  const { hours } = context.df.getInput();
  const until = new Date(context.df.currentUtcDateTime.getTime() + hours * 3_600_000);
  yield context.df.createTimer(until);
  return `slept until ${until.toISOString()}`;
});
df.app.orchestration('waiter', function* (context) {
  return yield context.df.waitForExternalEvent('go');
});

const client = df.input.durableClient();
const withClient = (name, route, handler) =>
  app.http(name, {
    methods: ['GET', 'POST'],
    route,
    extraInputs: [client],
    handler: (request, context) => handler(df.getClient(context), request),
  });
withClient('start', 'start/{name}/{id?}', async (durable, request) => {
  const text = await request.text();
  const id = await durable.startNew(request.params.name, {
    instanceId: request.params.id,
    input: text ? JSON.parse(text) : undefined,
  });
  return durable.createCheckStatusResponse(request, id);
});
withClient('startAndWait', 'startAndWait/{name}', async (durable, request) => {
  const id = await durable.startNew(request.params.name, { input: { value: 5 } });
  return durable.waitForCompletionOrCreateCheckStatusResponse(request, id, {
    timeoutInMilliseconds: Number(request.query.get('timeout') ?? 5000),
    retryIntervalInMilliseconds: 50,
  });
});
withClient('raise', 'raise/{id}', async (durable, request) => {
  await durable.raiseEvent(request.params.id, 'go', await request.json());
  return { status: 202 };
});
withClient('status', 'status/{id}', async (durable, request) => ({ jsonBody: await durable.getStatus(request.params.id) }));
