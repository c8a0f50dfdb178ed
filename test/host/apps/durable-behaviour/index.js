// Small orchestrations, one per behaviour that the tests look at. Activities that wait do so until the test lets them.
const df = require('durable-functions');

const gates = (globalThis.behaviourGates = new Map());
const inMinutes = (context, minutes) => new Date(context.df.currentUtcDateTime.getTime() + minutes * 60_000);

df.app.activity('Echo', { handler: (input) => input });
df.app.activity('Gated', {
  handler: ({ gate }) => new Promise((resolve) => gates.set(gate, () => resolve({ gate }))),
});
df.app.activity('Answers', {
  handler: (kind) =>
    ({
      undefined: undefined,
      null: null,
      buffer: Buffer.from('bytes'),
      date: new Date(0),
      text: 'text',
      list: [1, 'two', null],
    })[kind],
});
df.app.activity('FailsUntil', {
  handler: ({ times }, context) => {
    const counts = (globalThis.behaviourCounts ??= new Map());
    const key = context.triggerMetadata?.instanceId ?? 'one';
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (counts.get(key) <= times) throw new Error(`failure ${counts.get(key)}`);
    return { after: counts.get(key) };
  },
});

df.app.orchestration('EchoCase', function* (context) {
  return yield context.df.callActivity('ECHO', context.df.getInput());
});
df.app.orchestration('AnswerTypes', function* (context) {
  const seen = {};
  for (const kind of ['undefined', 'null', 'buffer', 'date', 'text', 'list']) {
    const value = yield context.df.callActivity('Answers', kind);
    seen[kind] = value === undefined ? 'UNDEFINED' : value;
  }
  return seen;
});
df.app.orchestration('WaitsForGate', function* (context) {
  const { gate } = yield context.df.callActivity('Gated', { gate: context.df.instanceId });
  const next = yield context.df.callActivity('Echo', { next: gate });
  return next;
});
df.app.orchestration('ManyGates', function* (context) {
  const gates = context.df.getInput();
  return yield context.df.Task.all(gates.map((gate) => context.df.callActivity('Gated', { gate })));
});
df.app.orchestration('NextGenerationWithOpenActivity', function* (context) {
  if (context.df.getInput().generation === 2) return 'second';
  const slow = context.df.callActivity('Gated', { gate: context.df.instanceId });
  const quick = context.df.callActivity('Echo', { quick: true });
  yield context.df.Task.any([slow, quick]);
  context.df.continueAsNew({ generation: 2 });
});
df.app.orchestration('NextGenerationThenEvent', function* (context) {
  if (context.df.getInput().generation === 2) return yield context.df.waitForExternalEvent('Late');
  yield context.df.callActivity('Gated', { gate: context.df.instanceId });
  context.df.continueAsNew({ generation: 2 });
});
df.app.orchestration('TwoWaits', function* (context) {
  const first = context.df.waitForExternalEvent('E');
  const second = context.df.waitForExternalEvent('E');
  const both = yield context.df.Task.all([first, second]);
  return { first: both[0], second: both[1] };
});
df.app.orchestration('FailingChildWithRetries', function* (context) {
  try {
    yield context.df.callSubOrchestratorWithRetry('FailingChild', new df.RetryOptions(100, 2), { n: 1 });
  } catch (error) {
    return { caught: error.message.split('\n')[0].trim() };
  }
});
df.app.orchestration('FailingChild', function* () {
  throw new Error('child fails');
});
df.app.orchestration('Parent', function* (context) {
  return yield context.df.callSubOrchestrator('ChildThatFailsOnce', null, `${context.df.instanceId}:child`);
});
df.app.orchestration('ChildThatFailsOnce', function* (context) {
  return yield context.df.callActivity('FailsUntil', { times: 1 });
});
df.app.orchestration('ParentOfWaiting', function* (context) {
  try {
    return yield context.df.callSubOrchestrator('Waits', null, `${context.df.instanceId}:child`);
  } catch (error) {
    return { caught: error.message };
  }
});
df.app.orchestration('Waits', function* (context) {
  return yield context.df.waitForExternalEvent('Go');
});
df.app.orchestration('Timer', function* (context) {
  yield context.df.createTimer(inMinutes(context, context.df.getInput()));
  return 'fired';
});
df.app.orchestration('Daily', function* (context) {
  const { days } = context.df.getInput();
  yield context.df.createTimer(inMinutes(context, 24 * 60));
  yield context.df.callActivity('Echo', { days });
  if (days > 1) context.df.continueAsNew({ days: days - 1 });
  return { at: context.df.currentUtcDateTime.toISOString() };
});
df.app.orchestration('ShowsVersion', function* (context) {
  const child = yield context.df.callSubOrchestrator('ShowsOwnVersion', null, `${context.df.instanceId}:child`);
  return { own: context.df.version ?? null, child };
});
df.app.orchestration('ShowsOwnVersion', function* (context) {
  return context.df.version ?? null;
});

// ---- misuse, to be warned of ----
df.app.orchestration('ReusedTimer', function* (context) {
  const deadline = context.df.createTimer(inMinutes(context, 60));
  for (let round = 0; round < 2; round += 1) {
    const poll = context.df.createTimer(inMinutes(context, 1));
    yield context.df.Task.any([deadline, poll]);
  }
  return 'done';
});
df.app.orchestration('ReusedActivities', function* (context) {
  const tasks = ['a', 'b'].map((name) => context.df.callActivity('Echo', { name }));
  yield context.df.Task.any(tasks);
  return (yield context.df.Task.all(tasks)).length;
});
df.app.orchestration('FailFast', function* (context) {
  try {
    yield context.df.Task.all([
      context.df.callActivity('FailsUntil', { times: 99 }),
      context.df.callActivity('Gated', { gate: context.df.instanceId }),
    ]);
  } catch {
    return (yield context.df.callActivity('Echo', { compensated: true })).compensated;
  }
});
df.app.orchestration('LeavesTimer', function* (context) {
  const timer = context.df.createTimer(inMinutes(context, 5));
  yield context.df.Task.any([timer, context.df.callActivity('Echo', {})]);
  return 'early';
});
df.app.orchestration('BooleanInput', function* (context) {
  return yield context.df.callActivity('Echo', true);
});
df.app.orchestration('UnknownActivity', function* (context) {
  return yield context.df.callActivity('NoSuchActivity', {});
});
df.app.orchestration('ThrowsText', function* () {
  throw 'not an error';
});
df.app.orchestration('TextToNext', function* (context) {
  if (context.df.getInput() === null) context.df.continueAsNew('text');
  return context.df.getInput();
});
df.app.orchestration('LosesEvent', function* (context) {
  if (context.df.getInput().generation === 2) return 'second';
  yield context.df.createTimer(inMinutes(context, 5));
  context.df.continueAsNew({ generation: 2 });
});
df.app.orchestration('Loops', function* (context) {
  for (let n = 0; n < context.df.getInput(); n += 1) yield context.df.callActivity('Echo', { n });
  return 'looped';
});
df.app.orchestration('SignalsEntity', function* (context) {
  context.df.signalEntity(new df.EntityId('Counter', 'one'), 'add', 1);
  return 'signalled';
});
