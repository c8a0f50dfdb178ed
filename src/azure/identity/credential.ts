// The app's own identity. Its SDK is loaded with the first token, since most invocations of a warm app need none and a
// cold start should not pay for it.

import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/core-auth';

export interface IdentityOptions {
  /** Client ID of a user-assigned managed identity; absent: the system-assigned one, or whoever is signed in locally. */
  readonly managedIdentityClientId?: string;
}

const load = async ({ managedIdentityClientId }: IdentityOptions): Promise<TokenCredential> => {
  const { DefaultAzureCredential } = await import('@azure/identity');
  return new DefaultAzureCredential(managedIdentityClientId === undefined ? {} : { managedIdentityClientId });
};

export const createAppCredential = (options: IdentityOptions = {}): TokenCredential => {
  let loading: Promise<TokenCredential> | undefined;
  return {
    getToken: async (
      scopes: string | string[],
      tokenOptions?: GetTokenOptions,
    ): Promise<AccessToken | null> => {
      loading ??= load(options);
      const credential = await loading;
      return credential.getToken(scopes, tokenOptions);
    },
  };
};
