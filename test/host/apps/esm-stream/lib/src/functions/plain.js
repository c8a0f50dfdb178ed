import { app } from '@azure/functions';

app.http('hello', {
  methods: ['GET', 'POST'],
  route: 'hello/{name?}',
  handler: async (request, context) => {
    context.log('a secret is logged');
    return {
      jsonBody: {
        name: request.params.name ?? null,
        params: request.params,
        query: Object.fromEntries(request.query),
        url: request.url,
        header: request.headers.get('x-test'),
        text: request.method === 'POST' ? await request.text() : null,
        order: globalThis.order,
        fromHook: context.extraInputs.get('fromHook'),
      },
    };
  },
});
app.get('nothing', () => undefined);
app.get('throws', () => {
  throw new Error('thrown in streaming mode');
});
app.get('replaced', () => ({ body: 'by the function' }));
app.get('rescued', () => {
  throw new Error('to be rescued');
});
app.get('cookies', () => ({ cookies: [{ name: 'a', value: '1' }, { name: 'b', value: '2' }], status: 202 }));
app.http('headed', { methods: ['HEAD', 'GET'], handler: () => ({ headers: { 'x-head': 'yes' }, body: 'body' }) });
app.http('root', { methods: ['GET'], route: '{ignored:maxlength(0)?}', handler: () => ({ body: 'the root' }) });
