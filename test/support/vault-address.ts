// Where the vault of tests that know no deployment stands.

export const vaultAddress = {
  subscriptionId: '00000000-0000-0000-0000-000000000001',
  resourceGroup: 'rg',
  name: 'vault',
  location: 'westeurope',
};
