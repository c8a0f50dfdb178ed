// Who makes a request, and what they may do: by App Service's header, by function key, on one machine.

import { describe, expect, it, test } from 'vitest';
import type { ApiAction, EndpointName } from '../../../src/api/access/actions.ts';
import { apiActions } from '../../../src/api/access/actions.ts';
import { authorize } from '../../../src/api/access/authorize.ts';
import { callerOf } from '../../../src/api/access/caller.ts';
import type { BackupRole } from '../../../src/domain/access/role.ts';
import { grants } from '../../../src/domain/access/role.ts';

const audience = 'api://11111111-1111-1111-1111-111111111111';
const objectId = 'http://schemas.microsoft.com/identity/claims/objectidentifier';

const principal = (...claims: readonly (readonly [string, string])[]): string =>
  Buffer.from(
    JSON.stringify({
      auth_typ: 'aad',
      claims: claims.map(([typ, val]) => ({ typ, val })),
      role_typ: 'roles',
    }),
  ).toString('base64');

const entra = (headers: Readonly<Record<string, string>>) =>
  callerOf({ kind: 'entra', audience }, (name) => headers[name] ?? null);

const signedIn = (...claims: readonly (readonly [string, string])[]) =>
  entra({ 'x-ms-client-principal': principal(...claims) });

const token = (payload: object): string =>
  `Bearer e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.signature`;

describe('a caller', () => {
  it('is who App Service says, with the roles of the app', () => {
    const found = signedIn(
      ['aud', '11111111-1111-1111-1111-111111111111'],
      [objectId, 'id-1'],
      ['preferred_username', 'ada@contoso.com'],
      ['roles', 'Backup.Operator'],
      ['roles', 'Something.Else'],
    );
    expect(found).toEqual({
      ok: true,
      value: { kind: 'entra', id: 'id-1', name: 'ada@contoso.com', roles: ['Backup Operator'] },
    });
  });

  it('may be an application, and may have no role', () => {
    expect(signedIn(['oid', 'id-2'], ['azp', 'client'])).toEqual({
      ok: true,
      value: { kind: 'entra', id: 'id-2', name: 'client', roles: [] },
    });
  });

  test.each([
    ['no header and no token', {}, 'AuthenticationFailed', /carries no token/],
    ['an expired token', { authorization: token({ aud: audience }) }, 'AuthenticationFailed', /expired/],
    [
      'a header that is no JSON',
      { 'x-ms-client-principal': 'bm8=' },
      'AuthenticationFailed',
      /cannot be read/,
    ],
    ['no object ID', { 'x-ms-client-principal': principal(['name', 'x']) }, 'AuthenticationFailed', /oid/],
    [
      'a token for another app',
      { 'x-ms-client-principal': principal(['oid', 'id'], ['aud', 'api://other']) },
      'InvalidAuthenticationTokenAudience',
      /for api:\/\/other, not for/,
    ],
    [
      'a token for Azure Resource Manager, that the platform let through',
      { 'x-ms-client-principal': principal(['oid', 'id'], ['aud', 'https://management.azure.com/']) },
      'InvalidAuthenticationTokenAudience',
      /Do not hand it to another service.*credential_scopes/,
    ],
    [
      'a token for Azure Resource Manager, that the platform left to the app',
      { authorization: token({ aud: 'https://management.core.windows.net/' }) },
      'InvalidAuthenticationTokenAudience',
      /Azure Resource Manager/,
    ],
    ['a token that is none', { authorization: 'Bearer x.%%%.y' }, 'AuthenticationFailed', /not accepted/],
  ] as const)('is refused with %s', (_, headers, code, message) => {
    expect(entra(headers)).toMatchObject({
      ok: false,
      error: {
        status: 401,
        code,
        message: expect.stringMatching(message),
        headers: { 'WWW-Authenticate': 'Bearer' },
      },
    });
  });

  it('with a key, or on one machine, may do everything, whatever a header claims', () => {
    const claims = () => principal([objectId, 'forged'], ['roles', 'Backup.Reader']);
    for (const kind of ['keys', 'development'] as const) {
      expect(callerOf({ kind }, claims)).toMatchObject({ value: { roles: ['Backup Contributor'] } });
    }
  });
});

describe('roles', () => {
  test.each<[BackupRole, readonly BackupRole[]]>([
    ['Backup Reader', ['Backup Reader']],
    ['Backup Operator', ['Backup Reader', 'Backup Operator']],
    ['Backup Contributor', ['Backup Reader', 'Backup Operator', 'Backup Contributor']],
  ])('%s grants %s', (held, granted) => {
    const all: readonly BackupRole[] = ['Backup Reader', 'Backup Operator', 'Backup Contributor'];
    expect(all.filter((needed) => grants([held], needed))).toEqual(granted);
    expect(all.filter((needed) => grants([], needed))).toEqual([]);
  });

  const listed = Object.entries(apiActions).flatMap(([endpoint, methods]) =>
    Object.entries(methods as Record<string, ApiAction>).map(
      ([method, action]) => [endpoint as EndpointName, method, action] as const,
    ),
  );

  it.each(listed)('%s %s names its action as Azure does', (_, method, { action, role }) => {
    expect(action).toMatch(/^Microsoft\.DataProtection\/([A-Za-z]+\/)+(read|write|delete|action)$/);
    const asks = method === 'GET' || /\/(check|find)\w+\/action$/.test(action);
    expect(role === 'Backup Reader').toBe(asks);
  });

  it('of a reader let nothing be changed', () => {
    const caller = { kind: 'entra', id: 'id-1', name: 'ada', roles: ['Backup Reader'] } as const;
    expect(authorize(caller, apiActions.backupInstance.GET, '/x').ok).toBe(true);
    expect(authorize(caller, apiActions.backup.POST, '/x')).toMatchObject({
      ok: false,
      error: {
        status: 403,
        code: 'AuthorizationFailed',
        message: expect.stringContaining(
          'ada may not perform Microsoft.DataProtection/backupVaults/backupInstances/backup/action on /x',
        ),
        recommendedAction: [expect.stringContaining('Backup.Operator')],
      },
    });
  });
});
