// Whether this host may run an orchestration that was started with a version.

import type { DurableOptions } from '../options.ts';

/** `reject` leaves the instance Pending for a host that may run it, `fail` ends it. */
export function versionVerdict(version: string | null, options: DurableOptions): 'run' | 'reject' | 'fail' {
  const { versionMatchStrategy, versionFailureStrategy, defaultVersion } = options;
  if (versionMatchStrategy === 'None') return 'run';
  const order = compareVersions(version ?? '', defaultVersion ?? '');
  if (versionMatchStrategy === 'Strict' ? order === 0 : order <= 0) return 'run';
  return versionFailureStrategy === 'Fail' ? 'fail' : 'reject';
}

/** No version is the oldest; `1.10` is newer than `1.9`; what is not made of numbers compares as text. */
function compareVersions(one: string, other: string): number {
  if (one === '' || other === '') return Number(one !== '') - Number(other !== '');
  const parts = numbers(one);
  const others = numbers(other);
  if (!parts || !others) return one.localeCompare(other, 'en', { sensitivity: 'base' });
  for (let index = 0; index < Math.max(parts.length, others.length); index += 1) {
    const difference = (parts[index] ?? -1) - (others[index] ?? -1);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

function numbers(version: string): number[] | undefined {
  return /^\d+(\.\d+){1,3}$/.test(version) ? version.split('.').map(Number) : undefined;
}
