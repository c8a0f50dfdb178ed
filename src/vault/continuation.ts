// Continuation tokens of our lists: opaque to callers, a place in a listing to us. A token that is not ours is refused
// by the caller as bad input, never passed on to the storage service.

export interface ListPlace {
  /** The storage service's own token of the page that `after` stands in. */
  readonly page?: string;
  /** The last item handed out. */
  readonly after: string;
}

export const encodeContinuation = (place: ListPlace): string =>
  Buffer.from(JSON.stringify([1, place.after, place.page ?? null])).toString('base64url');

/** undefined where the text is no token of ours. */
export const decodeContinuation = (token: string): ListPlace | undefined => {
  const value = parse(Buffer.from(token, 'base64url').toString());
  if (!Array.isArray(value) || value.length !== 3 || value[0] !== 1) return undefined;
  const [, after, page] = value as unknown[];
  if (typeof after !== 'string' || (page !== null && typeof page !== 'string')) return undefined;
  return { after, ...(page === null ? {} : { page }) };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
