// Runs a workflow that waits for one thing at a time straight to its end, without the turns and replays of a host, which
// other tests are about: for tests that run it a thousand times. Time jumps to each timer.

import type { DurableTask, Workflow, WorkflowContext } from '../../src/workflows/engine.ts';
import type { RunActivity, RunOptions } from './replay.ts';

type Waited = DurableTask & { readonly wait: () => Promise<unknown> };

export const straightRun = async ({
  workflow,
  instanceId,
  input,
  activity,
  time,
}: Pick<RunOptions, 'instanceId' | 'input' | 'activity' | 'time'> & {
  readonly workflow: Workflow<object>;
}): Promise<object> => {
  for (let given = input; ; ) {
    const goesOn: object[] = [];
    const context = contextOf({
      instanceId,
      input: given,
      activity,
      time,
      goOn: (next) => goesOn.push(next),
    });
    const steps = workflow(context);
    let step = steps.next();
    while (step.done !== true) {
      const { wait } = step.value as Waited;
      const outcome = await wait().then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
      step = 'error' in outcome ? steps.throw(outcome.error) : steps.next(outcome.value);
    }
    const [next] = goesOn;
    if (next === undefined) return step.value;
    given = next;
  }
};

const contextOf = (run: {
  readonly instanceId: string;
  readonly input: object;
  readonly activity: RunActivity;
  readonly time: { now: number };
  readonly goOn: (next: object) => void;
}): WorkflowContext => {
  const task = (wait: () => Promise<unknown>) => ({
    isCompleted: false,
    isFaulted: false,
    cancel: () => undefined,
    wait,
  });
  const callActivity = (name: string, input: object) =>
    task(() => run.activity(name, structuredClone(input)));
  const notHere = (): never => {
    throw new Error('Workflows that wait for several things need a host');
  };
  return {
    df: {
      instanceId: run.instanceId,
      get currentUtcDateTime() {
        return new Date(run.time.now);
      },
      getInput: <T>() => structuredClone(run.input) as T,
      callActivity,
      callActivityWithRetry: (name, _, input) => callActivity(name, input),
      createTimer: (fireAt) =>
        task(async () => {
          run.time.now = Math.max(run.time.now, fireAt.getTime());
        }),
      waitForExternalEvent: notHere,
      continueAsNew: run.goOn,
      setCustomStatus: () => undefined,
      Task: { all: notHere, any: notHere },
    },
  };
};
