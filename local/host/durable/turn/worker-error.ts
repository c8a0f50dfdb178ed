// What a function threw, as the worker reports it to the host: always an error with a message and a stack.

/** What the library puts before the state that it hides in an error's message. */
export const STATE_LABEL = '$OutOfProcData$:';

export interface WorkerError {
  readonly message: string;
  readonly stack: string;
}

export function workerError(thrown: unknown): WorkerError {
  if (isError(thrown)) return { message: thrown.message, stack: thrown.stack ?? '' };
  const message = messageOf(thrown);
  return { message, stack: `Error: ${message}` };
}

/** Not by class: an app may run in another realm or bring its own error type. */
function isError(thrown: unknown): thrown is { message: string; stack?: string } {
  return (
    thrown instanceof Error ||
    (typeof thrown === 'object' && thrown !== null && 'message' in thrown && 'stack' in thrown)
  );
}

function messageOf(thrown: unknown): string {
  if (thrown === undefined || thrown === null) return 'Unknown error';
  if (typeof thrown === 'string') return thrown;
  return typeof thrown === 'object' ? JSON.stringify(thrown) : String(thrown);
}

/** The host's text for a failed invocation. */
export function failureText({ message, stack }: WorkerError): string {
  return `Result: Failure\nException: ${message}\nStack: ${stack}`;
}
