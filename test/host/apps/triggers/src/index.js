const { appendFileSync } = require('node:fs');
const { app, input, output, trigger } = require('@azure/functions');

// What ran, for the tests: one JSON line an invocation.
const note = (entry) => appendFileSync(process.env.TRIGGER_NOTES, `${JSON.stringify(entry)}\n`);

const timer = (name, options) =>
  app.timer(name, {
    ...options,
    handler: (timer, context) => note({ name, timer, at: new Date().toISOString(), retry: context.retryContext }),
  });
timer('everySecond', { schedule: '* * * * * *' });
timer('hourly', { schedule: '%HOURLY%' });
timer('atStart', { schedule: '0 0 3 * * *', runOnStartup: true });
timer('everyMinutes', { schedule: '00:10:00', useMonitor: false });
timer('unreadable', { schedule: 'every now and then' });
timer('unresolved', { schedule: '%NOT_SET%' });
let tries = 0;
app.timer('retried', {
  schedule: '0 30 12 1 1 *',
  retry: { strategy: 'fixedDelay', maxRetryCount: 2, delayInterval: { seconds: 30 } },
  handler: (_timer, context) => {
    note({ name: 'retried', retry: context.retryContext, at: new Date().toISOString() });
    if (++tries < 3) throw new Error(`try ${tries}`);
  },
});

app.eventGrid('onEvent', {
  handler: (event, context) => {
    note({ name: 'onEvent', event, data: context.triggerMetadata.data });
    if (event.data.fail) throw new Error('event refused');
  },
});
app.http('http', { methods: ['POST'], authLevel: 'anonymous', handler: async (request) => { note({ name: 'http', text: await request.text() }); return {}; } });
app.get('overruns', async () => {
  await new Promise((resolve) => setTimeout(resolve, 1500));
  return { body: 'too late' };
});

app.storageQueue('onMessage', { queueName: 'work', connection: 'AzureWebJobsStorage', handler: (message) => note({ name: 'onMessage', message }) });
app.generic('onAnything', { trigger: trigger.generic({ type: 'somethingElse', option: 1 }), handler: () => undefined });
app.warmup('warm', { handler: () => note({ name: 'warm' }) });

const blob = input.storageBlob({ path: 'a/b.txt', connection: 'AzureWebJobsStorage' });
app.http('readsBlob', { methods: ['GET'], extraInputs: [blob], handler: () => ({}) });
const queue = output.storageQueue({ queueName: 'out', connection: 'AzureWebJobsStorage' });
app.http('writesQueue', {
  methods: ['GET'],
  extraOutputs: [queue],
  handler: (request, context) => {
    if (request.query.has('write')) context.extraOutputs.set(queue, 'message');
    return { body: 'done' };
  },
});
