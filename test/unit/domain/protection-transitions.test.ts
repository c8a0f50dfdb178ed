// The state machine of a backup instance, whole: every action in every state.

import { expect, test } from 'vitest';
import type { ProtectionState } from '../../../src/domain/protection/backup-instance.ts';
import { protectionActions, retainsForever, stateAfter } from '../../../src/domain/protection/transitions.ts';

const short: Readonly<Record<ProtectionState, string>> = {
  ConfiguringProtection: '- - - - SoftDeleted -',
  ConfiguringProtectionFailed: '- - - - SoftDeleted -',
  ProtectionConfigured:
    'ProtectionStopped BackupSchedulesSuspended ProtectionConfigured ProtectionConfigured SoftDeleted -',
  ProtectionError:
    'ProtectionStopped BackupSchedulesSuspended ProtectionConfigured ProtectionConfigured SoftDeleted -',
  BackupSchedulesSuspended: 'ProtectionStopped BackupSchedulesSuspended ProtectionConfigured - SoftDeleted -',
  ProtectionStopped: 'ProtectionStopped - - ProtectionConfigured SoftDeleted -',
  SoftDeleted: '- - - - SoftDeleted ProtectionStopped',
};

test.each(Object.entries(short) as [ProtectionState, string][])('%s', (state, expected) => {
  const found = protectionActions.map((action) => {
    const outcome = stateAfter({ name: 'shop', state }, action);
    if (outcome.ok) return outcome.value;
    expect(outcome.failure).toMatchObject({ code: 'UserErrorInvalidRequest', target: 'backupInstanceName' });
    expect(outcome.failure.message).toContain(`${state}, in which ${action}`);
    return '-';
  });
  expect(found.join(' ')).toBe(expected);
});

test('only what is stopped or deleted keeps its points for good', () => {
  const states = Object.keys(short) as ProtectionState[];
  expect(states.filter(retainsForever)).toEqual(['ProtectionStopped', 'SoftDeleted']);
});
