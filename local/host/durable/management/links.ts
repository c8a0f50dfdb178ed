// The URLs that clients get: in the durableClient binding, and in the answer to a start.

export interface LinkSettings {
  readonly hubName: string;
  readonly connectionName: string;
  /** The key that the public webhook asks for; '' where none is needed. */
  readonly key: string;
}

export interface BindingAddresses {
  readonly publicOrigin: string;
  /** `http://127.0.0.1:<port>/durabletask/`. */
  readonly rpcBaseUrl: string;
}

/** The JSON text that a durableClient input binding receives. */
export function clientBinding(addresses: BindingAddresses, settings: LinkSettings): string {
  const base = webhook(addresses.publicOrigin);
  const code = settings.key === '' ? '' : `code=${settings.key}`;
  const start = `${base}/orchestrators/{functionName}[/{instanceId}]`;
  const waiting = 'timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}';
  const links = instanceLinks(addresses.publicOrigin, 'INSTANCEID', settings);
  return JSON.stringify({
    taskHubName: settings.hubName,
    connectionName: null,
    creationUrls: {
      createNewInstancePostUri: code === '' ? start : `${start}?${code}`,
      createAndWaitOnNewInstancePostUri: `${start}?${waiting}${code === '' ? '' : `&${code}`}`,
    },
    managementUrls: {
      id: 'INSTANCEID',
      statusQueryGetUri: links.status,
      sendEventPostUri: links.sendEvent,
      terminatePostUri: links.terminate,
      rewindPostUri: links.rewind,
      purgeHistoryDeleteUri: links.status,
      restartPostUri: links.restart,
      suspendPostUri: links.suspend,
      resumePostUri: links.resume,
    },
    baseUrl: base,
    requiredQueryStringParameters: code,
    rpcBaseUrl: addresses.rpcBaseUrl,
    httpBaseUrl: null,
    maxGrpcMessageSizeInBytes: null,
    grpcHttpClientTimeout: null,
  });
}

/** The body of the answer to a start; it has no rewindPostUri. */
export function startPayload(origin: string, id: string, settings: LinkSettings) {
  const links = instanceLinks(origin, id, settings);
  return {
    id,
    statusQueryGetUri: links.status,
    sendEventPostUri: links.sendEvent,
    terminatePostUri: links.terminate,
    purgeHistoryDeleteUri: links.status,
    restartPostUri: links.restart,
    suspendPostUri: links.suspend,
    resumePostUri: links.resume,
  };
}

function webhook(origin: string): string {
  return `${origin}/runtime/webhooks/durabletask`;
}

function instanceLinks(origin: string, id: string, { hubName, connectionName, key }: LinkSettings) {
  const instance = `${webhook(origin)}/instances/${urlEncode(id)}`;
  const code = key === '' ? '' : `&code=${key}`;
  const query = `taskHub=${hubName}&connection=${connectionName}${code}`;
  const withReason = (operation: string) => `${instance}/${operation}?reason={text}&${query}`;
  return {
    status: `${instance}?${query}`,
    sendEvent: `${instance}/raiseEvent/{eventName}?${query}`,
    terminate: withReason('terminate'),
    rewind: withReason('rewind'),
    restart: `${instance}/restart?${query}`,
    suspend: withReason('suspend'),
    resume: withReason('resume'),
  };
}

/** As .NET's WebUtility does: a space becomes a plus sign. */
function urlEncode(text: string): string {
  const rest: Readonly<Record<string, string>> = { '%20': '+', "'": '%27', '~': '%7E' };
  return encodeURIComponent(text).replace(/%20|'|~/g, (found) => rest[found] ?? found);
}
