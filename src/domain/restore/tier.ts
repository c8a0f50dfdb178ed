// The tier in which a restored blob lands.

import type { AccessTier } from '../manifest/entry.ts';
import type { TierPolicy } from './selection.ts';

/** undefined: the blob had no tier, as in premium accounts, which refuse to be told one. */
export const restoredTier = (policy: TierPolicy, tier: AccessTier | undefined): AccessTier | undefined =>
  tier === undefined || policy === 'as-source' ? tier : 'Hot';
