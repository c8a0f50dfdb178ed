// The app of the kill tests: an orchestration that uses what the journal has to keep.
const df = require('durable-functions');

const failedOnce = new Set();
df.app.activity('Double', { handler: ({ n }) => ({ n: n * 2 }) });
df.app.activity('FailsFirst', {
  handler: ({ key }) => {
    if (!failedOnce.has(key)) {
      failedOnce.add(key);
      throw new Error('first attempt');
    }
    return { key };
  },
});

df.app.orchestration('Everything', function* (context) {
  const one = yield context.df.callActivity('Double', { n: 1 });
  const all = yield context.df.Task.all([1, 2, 3].map((n) => context.df.callActivity('Double', { n })));
  yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 500));
  const child = yield context.df.callSubOrchestrator('Generations', { left: 3, sum: 0 }, 'everything:child');
  const retry = new df.RetryOptions(100, 3);
  const tried = yield context.df.callActivityWithRetry('FailsFirst', retry, { key: 'a' });
  context.df.setCustomStatus('waiting');
  const event = yield context.df.waitForExternalEvent('Go');
  return { one: one.n, all: all.map(({ n }) => n), child, tried: tried.key, event };
});

df.app.orchestration('Generations', function* (context) {
  const { left, sum } = context.df.getInput();
  const { n } = yield context.df.callActivity('Double', { n: left });
  if (left > 1) {
    context.df.continueAsNew({ left: left - 1, sum: sum + n });
    return undefined;
  }
  return { sum: sum + n };
});

df.app.orchestration('Waits', function* (context) {
  return yield context.df.waitForExternalEvent('Go');
});
