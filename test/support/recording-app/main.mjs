// The built app with a witness: notes every turn of an orchestration as the host gave it and as the app answered it, one
// line of JSON each, in the file that RECORD_TURNS names. Runs on any host of the Node programming model.

import { appendFileSync } from 'node:fs';
import { app } from '@azure/functions';

await import(new URL('dist/app/main.mjs', import.meta.url).href);

app.hook.postInvocation(({ invocationContext, inputs: [trigger], result }) => {
  if (!invocationContext.options.trigger.type.toLowerCase().startsWith('orchestration')) return;
  const turn = { workflow: invocationContext.functionName, ...trigger, result };
  appendFileSync(process.env.RECORD_TURNS, `${JSON.stringify(turn)}\n`);
});
