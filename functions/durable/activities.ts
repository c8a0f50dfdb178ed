// Registers every activity of the catalogue.

import { app } from 'durable-functions';
import type { ActivityName } from '../../src/workflows/catalogue.ts';
import { activities } from '../../src/workflows/catalogue.ts';
import { holdfast } from '../app.ts';
import { invocationLog } from '../invocation-log.ts';

export const registerActivities = (): void => {
  for (const key of Object.keys(activities) as ActivityName[]) {
    app.activity(activities[key].name, {
      handler: async (input: object, context) => {
        const implementation = (await holdfast()).activities(invocationLog(context))[key];
        return await (implementation as (input: object) => Promise<object>)(input);
      },
    });
  }
};
