// The body of an example of the specification, with a storage account wherever it names a database.

import { specificationExample } from '../../support/specification.ts';
import { sourceAccountId } from '../../support/vault-fixture.ts';

const blobServices = 'Microsoft.Storage/storageAccounts/blobServices';

export const exampleText = (name: string): string => {
  const { parameters } = specificationExample(name).parameters as { parameters: object };
  return JSON.stringify(parameters)
    .replaceAll(/"[^"]*\/servers\/viveksipgtest\/databases\/targetdb"/g, `"${sourceAccountId}2"`)
    .replaceAll(/"[^"]*\/servers\/viveksipgtest(\/databases\/testdb)?"/g, `"${sourceAccountId}"`)
    .replaceAll('Microsoft.DBforPostgreSQL/servers/databases', blobServices)
    .replaceAll('"OssDB"', `"${blobServices}"`)
    .replaceAll('"backupType":"Full"', '"backupType":"Discrete"');
};
