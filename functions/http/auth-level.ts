// Who may call the REST API, as far as the host decides it: whoever has a function key, or everybody where App Service
// authentication stands in front and the app itself looks at roles. Read before the settings are checked, since the host
// asks when functions are registered.

import { readEnvironment } from '../../src/config/env.ts';
import { accessKind } from '../../src/config/schema.ts';

export const apiAuthLevel = accessKind(readEnvironment()) === 'entra' ? 'anonymous' : 'function';
