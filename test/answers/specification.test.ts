// All that the API answered in the end-to-end tests of this run fits the public specification, and our own OpenAPI
// document. Runs after them; alone, or where ../shared/specs is absent, it says that it has nothing to hold them to.

import { expect, test } from 'vitest';
import { openApiViolations, specificationViolations } from '../support/answer-problems.ts';
import type { RecordedAnswer } from '../support/recorded-answers.ts';
import { recordedAnswers } from '../support/recorded-answers.ts';
import { specificationsAbsent } from '../support/specification-traffic.ts';

const answers = recordedAnswers();
const noAnswers = answers.length === 0;

test.skipIf(noAnswers || specificationsAbsent)(
  noAnswers
    ? 'no end-to-end test ran before: no answer to validate'
    : specificationsAbsent
      ? '../shared/specs is absent: answers are not validated'
      : 'what was answered validates against the specification',
  async () => {
    expect(await specificationViolations(answers)).toEqual([]);
  },
);

test.skipIf(noAnswers)(
  noAnswers
    ? 'no end-to-end test ran before: nothing to compare'
    : 'what was answered is as the OpenAPI document says',
  () => {
    expect(openApiViolations(answers)).toEqual([]);
  },
);

const planted = (body: object): RecordedAnswer => ({
  method: 'GET',
  url: '/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/v/backupInstances/i?api-version=2024-04-01',
  status: 404,
  headers: { 'content-type': 'application/json' },
  body,
});

test.skipIf(specificationsAbsent)('an answer that does not fit is seen by both', async () => {
  const right = planted({ error: { code: 'ResourceNotFound', message: 'There is none.' } });
  const wrong = planted({ error: { code: 7, message: 'There is none.' } });
  expect(openApiViolations([right, wrong])).toEqual([expect.stringContaining('error.code')]);
  expect(await specificationViolations([right, wrong])).toEqual([expect.stringContaining('INVALID_TYPE')]);
});
