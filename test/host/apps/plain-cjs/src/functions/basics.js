const { app, HttpResponse } = require('@azure/functions');

app.http('echo', {
  methods: ['GET', 'POST', 'PUT', 'DELETE'],
  handler: async (request, context) => {
    context.log(`echo of ${request.method}`);
    return {
      jsonBody: {
        method: request.method,
        url: request.url,
        query: Object.fromEntries(request.query),
        headers: Object.fromEntries(request.headers),
        params: request.params,
        body: await request.text(),
        function: context.functionName,
        greeting: process.env.GREETING,
        hostname: process.env.WEBSITE_HOSTNAME,
        cwd: process.cwd(),
      },
    };
  },
});
app.get('text', () => ({ body: 'plain text' }));
app.get('nothing', () => undefined);
app.get('status', () => ({ status: 418, headers: { 'x-pot': 'tea' }, body: 'short and stout' }));
app.get('noContent', () => ({ status: 204, body: 'dropped' }));
app.get('throws', () => {
  throw new Error('thrown on purpose');
});
app.get('notAnObject', () => 'a string is no response');
app.get('badStatus', () => ({ status: 99 }));
app.get('cookies', () => ({
  cookies: [
    { name: 'plain', value: "a b;c'" },
    { name: 'full', value: 'v', domain: 'example.com', path: '/x', maxAge: 60, httpOnly: true, secure: true, sameSite: 'Strict', expires: new Date('2030-01-02T03:04:05Z') },
  ],
}));
app.http('binary', { methods: ['POST'], handler: async (request) => ({ body: Buffer.from(await request.arrayBuffer()).reverse(), headers: { 'content-type': 'application/octet-stream' } }) });
app.get('response', () => new HttpResponse({ status: 201, body: new Blob(['from a blob']), headers: { 'content-type': 'text/x-blob' } }));
app.get('stream', () => ({
  body: new ReadableStream({
    start(controller) {
      for (const part of ['one ', 'two ', 'three']) controller.enqueue(Buffer.from(part));
      controller.close();
    },
  }),
}));
app.http('form', { methods: ['POST'], handler: async (request) => ({ jsonBody: Object.fromEntries(await request.formData()) }) });
app.http('headToo', { methods: ['GET', 'HEAD'], handler: () => ({ body: 'twelve bytes' }) });
app.get('quiet', (_request, context) => {
  context.log('this line is filtered');
  context.warn('this line is shown');
  return {};
});
app.get('switchedOff', () => ({ body: 'never' }));
app.get('levels', (_request, context) => {
  context.trace('at trace');
  context.debug('at debug');
  context.info('at info');
  context.warn('at warn');
  context.error('at error');
  return {};
});
let active = 0;
app.get('slow', async (request) => {
  active++;
  await new Promise((resolve) => setTimeout(resolve, Number(request.query.get('ms') ?? 200)));
  return { jsonBody: { active: active-- } };
});
