// The `Details` text of failed tasks: a serialised .NET exception for activities, a message with a stack for
// sub-orchestrations. Apps see these texts in the errors that they catch.

export interface SerializedException {
  /** Full name of the .NET class. */
  readonly type: string;
  readonly message: string;
  /** JSON of the inner exception, already an object. */
  readonly inner?: unknown;
}

const HRESULT_EXCEPTION = -2146233088;

export function serializedException(exception: SerializedException): string {
  return JSON.stringify({
    $type: `${exception.type}, System.Private.CoreLib`,
    ClassName: exception.type,
    Message: exception.message,
    Data: null,
    InnerException: exception.inner ?? null,
    HelpURL: null,
    StackTraceString: null,
    RemoteStackTraceString: null,
    RemoteStackIndex: 0,
    ExceptionMethod: null,
    HResult: HRESULT_EXCEPTION,
    Source: null,
    WatsonBuckets: null,
  });
}

/** An activity's failure: the worker's exception inside a plain one, as the extension serialises the pair. */
export function activityFailureDetails(
  shown: string,
  { message, stack }: { readonly message: string; readonly stack: string },
): string {
  const inner = {
    $type: 'Microsoft.Azure.WebJobs.Script.Workers.Rpc.RpcException, Microsoft.Azure.WebJobs.Script',
    IsUserException: false,
    RemoteStackTrace: stack,
    RemoteMessage: message,
    RemoteTypeName: null,
    Message: `Result: Failure\nException: ${message}\nStack: ${stack}`,
    Data: { $type: 'System.Collections.ListDictionaryInternal, System.Private.CoreLib' },
    InnerException: null,
    HelpLink: null,
    Source: null,
    HResult: HRESULT_EXCEPTION,
    StackTrace: null,
  };
  return serializedException({ type: 'System.Exception', message: ` ${shown}`, inner });
}

/** A failure that the orchestrator function reported itself. */
export function reportedText(error: string): string {
  return `Message: ${error}, StackTrace:    at the orchestrator function`;
}

export function unhandledText(error: string): string {
  return `Unhandled exception while executing orchestration: ${error}`;
}
