// User delegation keys and the links that are signed with them, which Azurite knows over OAuth alone: keys are given out as
// the blob service does, and a link is judged as the service judges it, by its account, blob, rights and end.

import type { PipelineRequest } from '@azure/core-rest-pipeline';
import type { UserDelegationKey } from '@azure/storage-blob';
import { BlobSASPermissions, generateBlobSASQueryParameters, SASProtocol } from '@azure/storage-blob';

export interface DelegatedLinks {
  /** The answer to Get User Delegation Key of an account. */
  delegate(account: string, request: PipelineRequest): string;
  isValid(account: string, url: URL): boolean;
}

const between = (body: string, tag: string): string =>
  new RegExp(`<${tag}>(.*)</${tag}>`).exec(body)?.[1] ?? '';

const xmlOf = (key: UserDelegationKey): string => `<?xml version="1.0" encoding="utf-8"?><UserDelegationKey>
<SignedOid>${key.signedObjectId}</SignedOid><SignedTid>${key.signedTenantId}</SignedTid>
<SignedStart>${key.signedStartsOn.toISOString()}</SignedStart><SignedExpiry>${key.signedExpiresOn.toISOString()}</SignedExpiry>
<SignedService>${key.signedService}</SignedService><SignedVersion>${key.signedVersion}</SignedVersion>
<Value>${key.value}</Value></UserDelegationKey>`;

export const delegatedLinks = (): DelegatedLinks => {
  const keys = new Map<string, { readonly account: string; readonly key: UserDelegationKey }>();
  return {
    delegate: (account, { body }) => {
      const signedTenantId = `tenant-${keys.size}`;
      const key: UserDelegationKey = {
        signedObjectId: 'app',
        signedTenantId,
        signedStartsOn: new Date(between(String(body), 'Start')),
        signedExpiresOn: new Date(between(String(body), 'Expiry')),
        signedService: 'b',
        signedVersion: '2025-11-05',
        value: Buffer.from(signedTenantId).toString('base64'),
      };
      keys.set(signedTenantId, { account, key });
      return xmlOf(key);
    },
    isValid: (account, { searchParams, pathname, protocol }) => {
      const known = keys.get(searchParams.get('sktid') ?? '');
      const expiresOn = new Date(searchParams.get('se') ?? '');
      if (known?.account !== account || protocol !== 'https:' || !(expiresOn.getTime() > Date.now()))
        return false;
      if (known.key.signedStartsOn.getTime() > Date.now() || known.key.signedExpiresOn < expiresOn)
        return false;
      const [, containerName = '', ...name] = pathname.split('/').map(decodeURIComponent);
      const asked = {
        containerName,
        blobName: name.join('/'),
        permissions: BlobSASPermissions.parse(searchParams.get('sp') ?? ''),
        expiresOn,
        protocol: SASProtocol.Https,
      };
      const signed = generateBlobSASQueryParameters(asked, known.key, account);
      return new URLSearchParams(signed.toString()).get('sig') === searchParams.get('sig');
    },
  };
};
