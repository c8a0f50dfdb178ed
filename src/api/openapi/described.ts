// What the OpenAPI document says of one method of an endpoint, beside what its route and its action say already.

import * as z from 'zod';

export interface Described {
  readonly summary: string;
  /** Parameters of the query beside api-version. */
  readonly query?: readonly QueryParameter[];
  /** The schema that reads the request's body. */
  readonly body?: z.ZodType;
  /** Whether the request may do without a body. */
  readonly bodyOptional?: true;
  /** By status; `nothing` for an answer without a body. Refusals are the same everywhere, and added. */
  readonly answers: Readonly<Record<number, z.ZodType>>;
}

export interface QueryParameter {
  readonly name: string;
  readonly description: string;
}

export const nothing = z.undefined();

export const skipToken: QueryParameter = {
  name: '$skipToken',
  description: 'Where a page begins: part of the nextLink of the page before.',
};

export const filter = (fields: string): QueryParameter => ({
  name: '$filter',
  description: `Comparisons joined by \`and\`, of: ${fields}.`,
});

/** An operation that goes on: 202 with Azure-AsyncOperation, Location and Retry-After. */
export const beginsJob = { 202: nothing } as const;

/** A page of a list. */
export const pageOf = (item: z.ZodType) =>
  z.strictObject({ value: z.array(item), nextLink: z.url().optional() });
