import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { app } from '@azure/functions';

app.http('upload', {
  methods: ['POST', 'PUT', 'DELETE'],
  handler: async (request) => {
    const hash = createHash('sha256');
    let bytes = 0;
    let chunks = 0;
    if (request.body) {
      for await (const chunk of request.body) {
        hash.update(chunk);
        bytes += chunk.length;
        chunks++;
      }
    }
    return { jsonBody: { bytes, several: chunks > 1, sha256: hash.digest('hex'), method: request.method } };
  },
});
app.post('unread', (request) => {
  if (request.query.has('throws')) throw new Error('before the upload was read');
  return request.query.has('nothing') ? undefined : { body: 'unread' };
});
app.get('download', (request) => {
  const count = Number(request.query.get('chunks') ?? 4);
  async function* parts() {
    for (let i = 0; i < count; i++) {
      yield `chunk ${i}\n`;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return { body: Readable.from(parts()), headers: { 'content-type': 'text/event-stream', 'x-kind': 'streamed' } };
});
app.get('breaks', () => {
  async function* parts() {
    yield 'a first part\n';
    throw new Error('broken in the middle');
  }
  return { body: Readable.from(parts()) };
});
app.http('transform', {
  methods: ['POST'],
  handler: (request) => ({
    body: request.body.pipeThrough(
      new TransformStream({
        transform(chunk, controller) {
          controller.enqueue(Buffer.from(Buffer.from(chunk).toString().toUpperCase()));
        },
      }),
    ),
  }),
});
