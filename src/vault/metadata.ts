// What a list shows of a document, kept in the blob's metadata so that listing needs no reads. Values are
// percent-encoded, since a header holds ASCII only; the keys are lower case, since some readers lower them anyway.

import * as z from 'zod';

export type MetadataValue = string | number | boolean | undefined;

/** The service takes 8 KiB of metadata, names included. */
const greatestSize = 7168;

/** undefined values are left out. Empty where it would not fit: lists then read the document. */
export const encodeMetadata = (values: Readonly<Record<string, MetadataValue>>): Record<string, string> => {
  const encoded: Record<string, string> = {};
  let size = 0;
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const text = encodeURIComponent(String(value));
    encoded[key] = text;
    size += key.length + text.length;
  }
  return size > greatestSize ? {} : encoded;
};

/** undefined where the metadata is absent, incomplete or not ours. */
export const decodeMetadata = <T>(
  schema: z.ZodType<T>,
  metadata: Readonly<Record<string, string>> | undefined,
): T | undefined => {
  const decoded: Record<string, string> = {};
  for (const [key, value] of Object.entries(metadata ?? {})) {
    const text = decode(value);
    if (text === undefined) return undefined;
    decoded[key.toLowerCase()] = text;
  }
  const parsed = schema.safeParse(decoded);
  return parsed.success ? parsed.data : undefined;
};

const decode = (value: string): string | undefined => {
  try {
    return decodeURIComponent(value);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
};

/** The whole document as JSON, where it is small enough to be listed. */
export const jsonMetadata = z.object({ document: z.string() }).transform(({ document }, context): unknown => {
  try {
    return JSON.parse(document);
  } catch {
    context.addIssue('The metadata is not JSON.');
    return z.NEVER;
  }
});
