// A simulated Azure Resource Manager on this machine: HTTP over the cloud in memory, for the real clients. It refuses
// what Azure refuses. Faults of the network are for the fault proxy before it, those of operations for the cloud.

import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Cloud } from '../../../src/memory/cloud/cloud.ts';
import type { OperationRecord } from '../../../src/memory/cloud/records.ts';
import { isResourceError } from '../../../src/ports/resource-error.ts';
import { computeRoutes, diskBody, diskSnapshotBody } from './compute.ts';
import { elasticSanRoutes, volumeBody, volumeSnapshotBody } from './elastic-san.ts';
import { lockRoutes } from './locks.ts';
import type { ArmAnswer } from './messages.ts';
import { notSignedIn } from './messages.ts';
import type { LroStyle } from './operation-answers.ts';
import { operationResult, operationStatus } from './operation-answers.ts';
import { permissionRoutes } from './permissions.ts';
import type { Route } from './routes.ts';
import { createRouter } from './routes.ts';

/** One exchange, for whoever checks the traffic against a specification. */
export interface Exchange {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: unknown;
  readonly answer: ArmAnswer;
}

export interface SimulatedResourceManagerOptions {
  readonly cloud: Cloud;
  /** Absent: a free one. */
  readonly port?: number;
  readonly onExchange?: (exchange: Exchange) => void;
  /** Writes the cloud down: what is answered has happened, whatever becomes of this process. */
  readonly save?: () => void;
}

export interface SimulatedResourceManager {
  readonly endpoint: string;
  /** How Elastic SAN answers from now on. */
  answerWith(style: LroStyle): void;
  stop(): Promise<void>;
}

const readBody = async (incoming: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
};

const refusal = (error: unknown): ArmAnswer => {
  if (!isResourceError(error)) throw error;
  const { status = 500, serviceCode = 'InternalServerError', message } = error;
  return { status, body: { error: { code: serviceCode, message } } };
};

const operationRoutes = (cloud: Cloud): readonly Route[] => {
  const place = '/subscriptions/{subscription}/providers/Simulated/locations/{location}';
  const resource = ({ action, target }: OperationRecord): object | undefined => {
    const volume = action === 'createVolume' ? cloud.volumes.get(target) : undefined;
    if (volume !== undefined) return volumeBody(volume);
    const snapshot = action === 'createVolumeSnapshot' ? cloud.volumeSnapshots.get(target) : undefined;
    if (snapshot !== undefined) return volumeSnapshotBody(snapshot);
    const copy = action === 'createDiskSnapshot' ? cloud.diskSnapshots.get(target) : undefined;
    if (copy !== undefined) return diskSnapshotBody(cloud, copy);
    const disk = action === 'createDisk' ? cloud.disks.get(target) : undefined;
    return disk === undefined ? undefined : diskBody(disk);
  };
  const versions = () => ['2024-05-01'];
  return [
    {
      method: 'GET',
      pattern: `${place}/asyncoperations/{operation}`,
      versions,
      answer: (request) => operationStatus(cloud, request),
    },
    {
      method: 'GET',
      pattern: `${place}/operationresults/{operation}`,
      versions,
      answer: (request) => operationResult(cloud, request, resource),
    },
  ];
};

export const startResourceManager = async (
  options: SimulatedResourceManagerOptions,
): Promise<SimulatedResourceManager> => {
  const { cloud, port = 0, onExchange, save } = options;
  let style: LroStyle = 'location';
  const route = createRouter([
    ...operationRoutes(cloud),
    ...elasticSanRoutes(cloud, () => style),
    ...computeRoutes(cloud),
    ...lockRoutes(cloud),
    ...permissionRoutes(cloud),
  ]);

  const answerTo = (incoming: IncomingMessage, body: unknown): ArmAnswer => {
    const { method = '', headers } = incoming;
    const endpoint = `http://${headers.host ?? ''}`;
    const { pathname, searchParams: query } = new URL(incoming.url ?? '', endpoint);
    const header = (name: string) => headers[name]?.toString();
    try {
      if (header('authorization') === undefined) throw notSignedIn();
      cloud.settle();
      return route({ method, path: decodeURIComponent(pathname), query, header, body, endpoint });
    } catch (error) {
      return refusal(error);
    }
  };

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const requestBody = await readBody(incoming);
    const answer = answerTo(incoming, requestBody);
    const { method = '', url = '', headers } = incoming;
    // What comes of time alone comes again of the same state.
    if (method !== 'GET') save?.();
    onExchange?.({
      method,
      url,
      requestHeaders: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, String(value)]),
      ),
      requestBody,
      answer,
    });
    outgoing.writeHead(answer.status, {
      'content-type': 'application/json; charset=utf-8',
      ...answer.headers,
    });
    outgoing.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  };

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error as Error));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answerWith: (next) => {
      style = next;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
