// Routes of the management API. Segments compare without case; a wrong method or path is 404, never 405.

import type { HostClock } from '../../clock.ts';
import type { Warn } from '../warnings.ts';
import type { DurableClient } from './client.ts';
import type { LinkSettings } from './links.ts';
import { answerList } from './list.ts';
import type { ManagementAnswer, ManagementRequest } from './message.ts';
import { empty, json, wentWrong } from './message.ts';
import { answerOperation, answerRaiseEvent, answerRestart, answerRewind } from './operations.ts';
import type { Purge } from './purge.ts';
import { purgeByFilter, purgeOne } from './purge.ts';
import { Query } from './query.ts';
import { answerStart } from './start.ts';
import { answerStatus } from './status.ts';

export interface RouterPorts {
  readonly client: DurableClient;
  readonly clock: HostClock;
  readonly links: LinkSettings;
  readonly warn: Warn;
}

export class ManagementApi {
  readonly #ports: RouterPorts;

  constructor(ports: RouterPorts) {
    this.#ports = ports;
  }

  async handle(request: ManagementRequest): Promise<ManagementAnswer> {
    const segments = decodePath(request.path);
    if (!segments) return empty(400);
    const query = new Query(request.query);
    const refused = this.#refuseForeign(query, segments);
    if (refused) return refused;
    const [root = '', ...rest] = segments;
    switch (root.toLowerCase()) {
      case 'orchestrators':
        return this.#orchestrators(request, rest);
      case 'instances':
        return rest.length === 0 ? this.#instances(request, query) : this.#instance(request, query, rest);
      case 'entities':
        return json(501, { Message: 'This host does not run entities.' });
      case 'makeprimary':
        return empty(request.method === 'POST' && rest.length === 0 ? 200 : 404);
      default:
        return empty(404);
    }
  }

  /** Another task hub or storage account than the one that this host serves. */
  #refuseForeign(query: Query, segments: readonly string[]): ManagementAnswer | undefined {
    const { hubName, connectionName } = this.#ports.links;
    const connection = query.text('connection');
    if (connection !== undefined && connection !== '' && connection !== connectionName) {
      const message = `Unable to resolve the Azure Storage connection named '${connection}'.`;
      return wentWrong({ type: 'System.InvalidOperationException', message });
    }
    const hub = query.text('taskHub');
    if (hub === undefined || hub === '' || hub.toLowerCase() === hubName.toLowerCase()) return undefined;
    const isList = segments.length === 1 && segments[0]?.toLowerCase() === 'instances';
    return isList ? json(200, [], { 'x-ms-continuation-token': '' }) : empty(404);
  }

  async #orchestrators(request: ManagementRequest, rest: readonly string[]): Promise<ManagementAnswer> {
    const [name, instanceId, ...more] = rest;
    if (request.method !== 'POST' || name === undefined || more.length > 0) return empty(404);
    return answerStart(this.#ports, request, { name, instanceId });
  }

  async #instances(request: ManagementRequest, query: Query): Promise<ManagementAnswer> {
    const { instances } = this.#ports.client;
    if (request.method === 'GET') return answerList(instances.values(), request, query);
    if (request.method === 'DELETE') return this.#purge(purgeByFilter(instances.values(), query));
    return empty(404);
  }

  async #instance(
    request: ManagementRequest,
    query: Query,
    rest: readonly string[],
  ): Promise<ManagementAnswer> {
    const [instanceId = '', operation, detail, ...more] = rest;
    const instance = this.#ports.client.instances.get(instanceId);
    if (operation === undefined) {
      if (request.method === 'GET') return answerStatus(instance, request, query);
      return request.method === 'DELETE' ? this.#purge(purgeOne(instance)) : empty(404);
    }
    if (request.method !== 'POST' || more.length > 0) return empty(404);
    const name = operation.toLowerCase();
    if (name === 'raiseevent' && detail !== undefined) {
      return answerRaiseEvent(this.#ports, request, { instanceId, eventName: detail });
    }
    return detail === undefined ? this.#operate(request, instanceId, name) : empty(404);
  }

  async #operate(
    request: ManagementRequest,
    instanceId: string,
    operation: string,
  ): Promise<ManagementAnswer> {
    switch (operation) {
      case 'terminate':
      case 'suspend':
      case 'resume':
        return answerOperation(this.#ports, request, { instanceId, operation });
      case 'restart':
        return answerRestart(this.#ports, request, instanceId);
      case 'rewind':
        return answerRewind(this.#ports, request, instanceId);
      default:
        return empty(404);
    }
  }

  async #purge({ instanceIds, answer }: Purge): Promise<ManagementAnswer> {
    await this.#ports.client.purge(instanceIds);
    return answer;
  }
}

/** Decoded as a whole before it is split, so an escaped slash makes another segment. Undefined: not a valid path. */
function decodePath(path: string): string[] | undefined {
  if (/[^\x21-\x7e]/.test(path)) return undefined;
  try {
    const decoded = decodeURIComponent(path.replaceAll('+', ' '));
    return decoded.split('/').filter((segment) => segment !== '');
  } catch {
    // A stray percent sign.
    return undefined;
  }
}
