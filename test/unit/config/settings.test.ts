// Settings: every problem is named at once, and what the repository ships (sample, reference page) fits the schema.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { SettingField } from '../../../src/config/fields.ts';
import { settingFields } from '../../../src/config/fields.ts';
import { accessKind, parseSettings, requireSettings } from '../../../src/config/schema.ts';

const account = (name: string): string =>
  `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/backup/providers/Microsoft.Storage/storageAccounts/${name}`;

const complete = {
  HOLDFAST_SUBSCRIPTION_ID: 'A0B1C2D3-0000-0000-0000-000000000000',
  HOLDFAST_RESOURCE_GROUP: 'backup',
  HOLDFAST_VAULT_NAME: 'vault1',
  HOLDFAST_LOCATION: 'West Europe',
  HOLDFAST_CONTROL_ACCOUNT: account('control'),
  HOLDFAST_DATA_ACCOUNTS: `${account('data1')}, ${account('data2')}`,
} as const;

const emulated = {
  ...complete,
  HOLDFAST_STORAGE: 'emulator',
  HOLDFAST_EMULATOR_BLOB_ENDPOINT: 'http://127.0.0.1:10000/',
  HOLDFAST_EMULATOR_ACCOUNTS: 'control:a2V5;data1:a2V5;data2:a2V5',
};

const problemsOf = (environment: Record<string, string | undefined>): string[] => {
  const result = parseSettings(environment);
  return result.ok ? [] : result.problems.map(({ setting }) => setting);
};

describe('settings', () => {
  it('takes what is given and fills the rest with defaults', () => {
    const settings = requireSettings(complete);
    expect(settings.vault).toEqual({
      subscriptionId: 'a0b1c2d3-0000-0000-0000-000000000000',
      resourceGroup: 'backup',
      name: 'vault1',
      location: 'westeurope',
      redundancy: 'LocallyRedundant',
      controlAccountId: account('control'),
      dataAccountIds: [account('data1'), account('data2')],
    });
    expect(settings.storage).toEqual({ kind: 'azure' });
    expect(settings).toMatchObject({
      weekReading: 'calendar-rows',
      startSpreadSeconds: 600,
      concurrentBackups: 32,
      lanes: 4,
      sliceSeconds: 60,
      copyConcurrency: 32,
    });
  });

  it('reads the emulator settings only for the emulator', () => {
    expect(requireSettings(emulated).storage).toEqual({
      kind: 'emulator',
      blobEndpoint: 'http://127.0.0.1:10000',
      accounts: [
        { name: 'control', key: 'a2V5' },
        { name: 'data1', key: 'a2V5' },
        { name: 'data2', key: 'a2V5' },
      ],
    });
    expect(problemsOf({ ...complete, HOLDFAST_EMULATOR_BLOB_ENDPOINT: 'nonsense' })).toEqual([]);
  });

  it('names every problem at once', () => {
    expect(problemsOf({})).toEqual([
      'HOLDFAST_SUBSCRIPTION_ID',
      'HOLDFAST_RESOURCE_GROUP',
      'HOLDFAST_VAULT_NAME',
      'HOLDFAST_LOCATION',
      'HOLDFAST_CONTROL_ACCOUNT',
      'HOLDFAST_DATA_ACCOUNTS',
    ]);
    expect(() => requireSettings({ ...complete, HOLDFAST_LANES: '0', HOLDFAST_STORAGE: 's3' })).toThrow(
      /HOLDFAST_STORAGE: .*\n {2}HOLDFAST_LANES: must be at least 1 \(it is "0"\)/,
    );
  });

  it.each([
    ['HOLDFAST_SUBSCRIPTION_ID', 'not-a-guid'],
    ['HOLDFAST_RESOURCE_GROUP', 'a/b'],
    ['HOLDFAST_VAULT_NAME', '1vault'],
    ['HOLDFAST_LOCATION', 'west/europe'],
    ['HOLDFAST_STORAGE_REDUNDANCY', 'Triple'],
    ['HOLDFAST_CONTROL_ACCOUNT', 'control'],
    ['HOLDFAST_DATA_ACCOUNTS', `${account('data1')},${account('Data_2')}`],
    ['HOLDFAST_DATA_ACCOUNTS', account('control')],
    ['HOLDFAST_DATA_ACCOUNTS', `${account('data1')},${account('data1')}`],
    ['HOLDFAST_EMULATOR_BLOB_ENDPOINT', '127.0.0.1:10000'],
    ['HOLDFAST_EMULATOR_ACCOUNTS', 'control=a2V5'],
    ['HOLDFAST_EMULATOR_ACCOUNTS', 'control:a2V5;data1:a2V5'],
    ['HOLDFAST_ACCESS', 'anybody'],
    ['HOLDFAST_WEEKS_OF_THE_MONTH', 'rows'],
    ['HOLDFAST_START_SPREAD_SECONDS', '3601'],
    ['HOLDFAST_CONCURRENT_BACKUPS', '0'],
    ['HOLDFAST_LANES', '1.5'],
    ['HOLDFAST_SLICE_SECONDS', '1501'],
    ['HOLDFAST_COPY_CONCURRENCY', '-1'],
    ['HOLDFAST_POLL_SECONDS', 'soon'],
    ['HOLDFAST_MARKER_DEADLINE_SECONDS', '0'],
  ])('refuses %s = %s', (setting, value) => {
    expect(problemsOf({ ...emulated, [setting]: value })).toEqual([setting]);
  });

  it('opens the API to callers of App Service authentication only where that stands in front', () => {
    const entra = { ...complete, HOLDFAST_ACCESS: 'entra', HOLDFAST_ENTRA_AUDIENCE: 'api://holdfast' };
    expect(problemsOf(entra)).toEqual(['HOLDFAST_ACCESS']);
    expect(problemsOf({ ...entra, HOLDFAST_ENTRA_AUDIENCE: '' })).toEqual(['HOLDFAST_ENTRA_AUDIENCE']);
    expect(requireSettings({ ...entra, WEBSITE_AUTH_ENABLED: 'True' }).access).toEqual({
      kind: 'entra',
      audience: 'api://holdfast',
    });
    expect(requireSettings(complete).access).toEqual({ kind: 'keys' });
    expect([accessKind({}), accessKind({ HOLDFAST_ACCESS: 'Entra' }), accessKind(entra)]).toEqual([
      'keys',
      'keys',
      'entra',
    ]);
  });

  it('never repeats a secret in a message', () => {
    const result = parseSettings({ ...emulated, HOLDFAST_EMULATOR_ACCOUNTS: 'control:c2VjcmV0!;x' });
    expect(JSON.stringify(result)).not.toContain('c2VjcmV0');
  });

  it('accepts each default and each example', () => {
    for (const [name, field] of Object.entries<SettingField>(settingFields)) {
      expect(field.schema.safeParse(field.example).success, `${name}: example`).toBe(true);
      if (field.default !== undefined) {
        expect(field.schema.safeParse(field.default).success, `${name}: default`).toBe(true);
      }
    }
  });
});

describe('what the repository ships', () => {
  const sample = JSON.parse(readFileSync('local.settings.sample.json', 'utf8')) as {
    Values: Record<string, string>;
  };

  it('has a sample that parses and names no unknown setting', () => {
    expect(parseSettings(sample.Values)).toMatchObject({ ok: true });
    const own = Object.keys(sample.Values).filter((name) => name.startsWith('HOLDFAST_'));
    expect(own.filter((name) => !(name in settingFields))).toEqual([]);
  });

  it('gives the sample every %NAME% that host.json refers to', () => {
    const names = [...readFileSync('host.json', 'utf8').matchAll(/%(\w+)%/g)].map((match) => match[1]);
    expect(names).toEqual(['TASKHUB_NAME']);
    for (const name of names) expect(sample.Values).toHaveProperty(name ?? '');
  });

  it('has an up-to-date reference page', () => {
    expect(() =>
      execFileSync('node', ['tools/generate/config.mjs', '--check'], { stdio: 'pipe' }),
    ).not.toThrow();
  });
});
