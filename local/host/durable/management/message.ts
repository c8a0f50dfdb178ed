// A request to the Durable management API and its answer, apart from any HTTP server.

export interface ManagementRequest {
  readonly method: string;
  /** What follows `/durabletask/`, still percent-encoded, without the query. */
  readonly path: string;
  /** As sent, without the question mark. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
  /** `http://host:port` that the request came to: the URLs in the answer are built on it. */
  readonly origin: string;
  /** The public webhook, or the endpoint that only the app's own process uses. */
  readonly via: 'public' | 'rpc';
}

export interface ManagementAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function empty(status: number): ManagementAnswer {
  return { status, headers: {}, body: '' };
}

export function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): ManagementAnswer {
  return jsonText(status, JSON.stringify(value), headers);
}

/** `text` is JSON already. */
export function jsonText(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): ManagementAnswer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: text };
}

export interface ReportedException {
  /** Full name of the .NET class. */
  readonly type: string;
  readonly message: string;
}

/** An answer that carries an exception, as the extension writes it. */
export function problem(status: number, message: string, exception: ReportedException): ManagementAnswer {
  return json(status, {
    Message: message,
    ExceptionMessage: exception.message,
    ExceptionType: exception.type,
    StackTrace: '',
  });
}

export function wentWrong(exception: ReportedException): ManagementAnswer {
  return problem(500, 'Something went wrong while processing your request', exception);
}
