// Activity: checks the documents of the catalogue, page by page, until its time is up.

import { noCheckCounters } from '../domain/check/check.ts';
import type { Finding } from '../domain/check/finding.ts';
import { findingsOf } from '../domain/check/finding.ts';
import { inParallel } from '../vault/in-parallel.ts';
import type { activities, InputOf, OutputOf } from '../workflows/catalogue.ts';
import { checkDocument } from './check/check-document.ts';
import { recordedSlice } from './check/recorded-slice.ts';
import type { Dependencies } from './dependencies.ts';

type Input = InputOf<typeof activities.checkDocumentsSlice>;
type Output = OutputOf<typeof activities.checkDocumentsSlice>;

const READS_AT_ONCE = 16;

export const checkDocumentsSlice =
  ({ vault, storage, clock }: Dependencies) =>
  async (input: Input): Promise<Output> =>
    await recordedSlice(vault.checks.documents, input, async (start) => {
      const deadline = clock.now() + input.sliceSeconds * 1_000;
      const instances = new Map((await vault.catalogue.instances()).map((one) => [one.name, one]));
      const claims = await vault.catalogue.claims();
      const check = { vault, storage, repair: input.repair, instances, claims };
      const found: Finding[] = [];
      let documents = 0;
      let continuation = start?.continuation;
      do {
        const page = await vault.catalogue.page(continuation);
        const findings = await inParallel(page.items, READS_AT_ONCE, (item) => checkDocument(check, item));
        found.push(...findings.flat());
        documents += page.items.length;
        continuation = page.continuation;
      } while (continuation !== undefined && clock.now() < deadline);
      return {
        version: 1,
        findings: findingsOf(unique(found)),
        counters: { ...noCheckCounters, documents },
        damaged: [],
        ...(continuation === undefined ? {} : { cursor: { continuation } }),
      };
    });

/** The documents of one run are one leftover. */
const unique = (findings: readonly Finding[]): readonly Finding[] => [
  ...new Map(findings.map((one) => [`${one.code} ${one.thing} ${one.detail ?? ''}`, one])).values(),
];
