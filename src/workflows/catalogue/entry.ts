// What the catalogue says of one activity: its name, its messages, and how often it is tried.

/**
 * `storage`: a throw is retried a few times within minutes. `closing`: for about an hour, because nothing else tidies up.
 * `none`: the workflow decides.
 */
export type RetryClass = 'storage' | 'closing' | 'none';

export interface Activity<Input extends object, Output extends object> {
  /** Function name in Azure. */
  readonly name: string;
  readonly retry: RetryClass;
  /** Never set: carries the types. */
  readonly messages?: { readonly input: Input; readonly output: Output };
}

type Messages<A> = A extends { readonly messages?: infer M } ? NonNullable<M> : never;
export type InputOf<A> = Messages<A> extends { readonly input: infer Input extends object } ? Input : never;
export type OutputOf<A> =
  Messages<A> extends { readonly output: infer Output extends object } ? Output : never;

export const activity =
  <Input extends object, Output extends object>() =>
  <Name extends string, Retry extends RetryClass>(
    name: Name,
    retry: Retry,
  ): Activity<Input, Output> & { readonly name: Name; readonly retry: Retry } => ({ name, retry });
