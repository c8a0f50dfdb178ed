// Tells from a request's headers who makes it. App Service authentication has validated the token and put the claims
// into a header that it takes away from callers; without it the header proves nothing, which the settings see to.
// https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities

import * as z from 'zod';
import type { Caller } from '../../domain/access/caller.ts';
import { developer, keyHolder } from '../../domain/access/caller.ts';
import type { BackupRole } from '../../domain/access/role.ts';
import type { ApiResult } from '../arm/api-error.ts';
import { accept, refuse } from '../arm/api-error.ts';

/** Values of app roles, which have no spaces. */
const appRoles: Readonly<Record<string, BackupRole>> = {
  'Backup.Reader': 'Backup Reader',
  'Backup.Operator': 'Backup Operator',
  'Backup.Contributor': 'Backup Contributor',
};

const principalSchema = z.object({
  claims: z.array(z.object({ typ: z.string(), val: z.string() })),
  role_typ: z.string().nullish(),
});

type Claims = z.output<typeof principalSchema>;

/** Long and short names of the claims: which of them arrive depends on the app's mapping. */
const claimTypes = {
  id: ['http://schemas.microsoft.com/identity/claims/objectidentifier', 'oid'],
  name: [
    'preferred_username',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name',
    'name',
    'appid',
    'azp',
  ],
  audience: ['aud'],
  role: ['roles', 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role'],
} as const;

/** How callers of this deployment are told apart. */
export type Access =
  /** `audience`: the app's own application ID URI or client ID. */
  | { readonly kind: 'entra'; readonly audience: string }
  | { readonly kind: 'keys' }
  | { readonly kind: 'development' };

export function callerOf(access: Access, header: (name: string) => string | null): ApiResult<Caller> {
  if (access.kind === 'entra') return entraCaller(header, access.audience);
  return accept(access.kind === 'keys' ? keyHolder : developer);
}

function entraCaller(header: (name: string) => string | null, audience: string): ApiResult<Caller> {
  const given = header('x-ms-client-principal');
  if (given === null) return unauthenticated(header('authorization'), audience);
  const principal = decodePrincipal(given);
  if (principal === undefined) return refused('The header X-MS-CLIENT-PRINCIPAL cannot be read.');
  const values = (types: readonly string[]): readonly string[] =>
    principal.claims.filter(({ typ }) => types.includes(typ)).map(({ val }) => val);
  const [id] = values(claimTypes.id);
  if (id === undefined) return refused('The token has no object ID (claim oid).');
  const wrong = values(claimTypes.audience).find((given) => !isAudience(given, audience));
  if (wrong !== undefined) return wrongAudience(wrong, audience);
  const [name] = values(claimTypes.name);
  const roleTypes = [...claimTypes.role, ...(principal.role_typ ? [principal.role_typ] : [])];
  const roles = values(roleTypes).flatMap((value) => appRoles[value] ?? []);
  return accept({ kind: 'entra', id, ...(name === undefined ? {} : { name }), roles });
}

function decodePrincipal(text: string): Claims | undefined {
  try {
    const parsed = principalSchema.safeParse(JSON.parse(Buffer.from(text, 'base64').toString('utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** `api://{client ID}` and `{client ID}` name the same app: which one a token has depends on its version. */
const isAudience = (given: string, audience: string): boolean =>
  given.replace(/^api:\/\//, '').replace(/\/$/, '') === audience.replace(/^api:\/\//, '').replace(/\/$/, '');

/** A token that the platform did not take is looked at for advice only. */
function unauthenticated(authorization: string | null, audience: string): ApiResult<Caller> {
  const token = /^bearer\s+[^.\s]+\.([^.\s]+)\./i.exec(authorization ?? '')?.[1];
  const claimed = token === undefined ? undefined : audienceOf(token);
  if (claimed !== undefined && !isAudience(claimed, audience)) return wrongAudience(claimed, audience);
  return refused(
    authorization === null
      ? `The request carries no token. Sign in to Entra ID and ask for a token for ${audience}.`
      : 'The token was not accepted: it has expired, or is not of the tenant that the app trusts.',
  );
}

function audienceOf(payload: string): string | undefined {
  try {
    const { aud } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { aud?: unknown };
    return typeof aud === 'string' ? aud : undefined;
  } catch {
    return undefined;
  }
}

const resourceManager =
  /^https:\/\/management\.(azure\.com|core\.windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)\/?$/;

const wrongAudience = (given: string, audience: string): ApiResult<never> =>
  refuse({
    status: 401,
    code: 'InvalidAuthenticationTokenAudience',
    message: resourceManager.test(given)
      ? `The token is for Azure Resource Manager. Do not hand it to another service: ask for a token for ${audience} (in Azure's SDKs: credential_scopes).`
      : `The token is for ${given}, not for ${audience}.`,
    recommendedAction: [`Ask for a token with the scope ${audience}/.default.`],
    headers: challenge,
  });

const challenge = { 'WWW-Authenticate': 'Bearer' };

const refused = (message: string): ApiResult<never> =>
  refuse({ status: 401, code: 'AuthenticationFailed', message, headers: challenge });
