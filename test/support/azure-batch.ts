// Blob Batch as Azure answers it: each part of the request is sent by itself, and the answers are put together again.
// Azurite takes batches too, but not with bearer tokens or signatures in their parts.

import { Readable } from 'node:stream';
import type { PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';

/** @param send sends one part, as a request of its own */
export const answerBatch = async (
  request: PipelineRequest,
  send: (part: PipelineRequest) => Promise<PipelineResponse>,
): Promise<PipelineResponse> => {
  const { origin } = new URL(request.url);
  const boundary = 'batchresponse_66925647';
  const answers: string[] = [];
  for (const part of partsOf(String(request.body))) {
    const headers = createHttpHeaders({ ...part.headers, 'x-ms-version': '2025-11-05' });
    const sent = createPipelineRequest({ url: `${origin}${part.path}`, method: 'DELETE', headers });
    sent.allowInsecureConnection = true;
    const { status, headers: answered, bodyAsText } = await send(sent);
    const code = answered.get('x-ms-error-code');
    answers.push(
      [
        `--${boundary}`,
        'Content-Type: application/http',
        `Content-ID: ${part.id}`,
        '',
        `HTTP/1.1 ${status} Answer`,
        ...(code === undefined ? [] : [`x-ms-error-code: ${code}`]),
        'Server: Windows-Azure-Blob/1.0',
        '',
        bodyAsText ?? '',
      ].join('\r\n'),
    );
  }
  return {
    request,
    status: 202,
    headers: createHttpHeaders({ 'content-type': `multipart/mixed; boundary=${boundary}` }),
    readableStreamBody: Readable.from([Buffer.from(`${answers.join('\r\n')}\r\n--${boundary}--`)]),
  };
};

interface Part {
  readonly id: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

const partsOf = (body: string): readonly Part[] =>
  body.split(/^--batch_\S+\r\n/m).flatMap((text) => {
    const request = /^DELETE (?<path>\S+) HTTP\/1\.1$/m.exec(text.replaceAll('\r', ''))?.groups?.path;
    const id = /^Content-ID: (?<id>\d+)$/m.exec(text.replaceAll('\r', ''))?.groups?.id;
    if (request === undefined || id === undefined) return [];
    const headers = [...text.matchAll(/^(?<name>[\w-]+): (?<value>[^\r\n]*)/gm)].map(
      ({ groups }) => [groups?.name ?? '', groups?.value ?? ''] as const,
    );
    const own = headers.filter(([name]) => !name.startsWith('Content-'));
    return [{ id, path: request, headers: Object.fromEntries(own) }];
  });
