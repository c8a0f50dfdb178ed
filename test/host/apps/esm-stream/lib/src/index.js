import { app } from '@azure/functions';

app.setup({ enableHttpStream: true });

globalThis.order = ['index'];
app.hook.appStart((context) => {
  globalThis.order.push('appStart');
  context.hookData.started = true;
  globalThis.started = context.hookData.started;
});
app.hook.appTerminate(() => {
  console.log('appTerminate ran');
});
app.hook.preInvocation((context) => {
  context.hookData.began = true;
  context.invocationContext.extraInputs.set('fromHook', globalThis.started);
  if (context.invocationContext.functionName === 'replaced') {
    context.functionHandler = () => ({ body: 'by the hook' });
  }
});
app.hook.postInvocation((context) => {
  if (context.invocationContext.functionName === 'rescued') {
    context.error = null;
    context.result = { body: `rescued from: ${context.hookData.began}` };
  }
});
app.hook.log((context) => {
  if (context.message.includes('secret')) context.message = 'redacted by the hook';
});
