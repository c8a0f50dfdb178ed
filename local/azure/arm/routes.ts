// Finds the route of a request: paths in any case, names taken out of them, api-versions checked.

import type { ArmAnswer, ArmRequest } from './messages.ts';
import { missingApiVersion, unknownApiVersion, unknownPath } from './messages.ts';

export interface Route {
  readonly method: string;
  /** `/subscriptions/{subscription}/…` */
  readonly pattern: string;
  readonly versions: () => readonly string[];
  readonly answer: (request: ArmRequest) => ArmAnswer;
}

interface Compiled {
  readonly route: Route;
  readonly shape: RegExp;
}

const compile = (route: Route): Compiled => ({
  route,
  shape: new RegExp(
    `^${route.pattern.replaceAll('.', '\\.').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}/?$`,
    'i',
  ),
});

export const createRouter = (routes: readonly Route[]) => {
  const compiled = routes.map(compile);
  return (request: Omit<ArmRequest, 'params'>): ArmAnswer => {
    const { path, method, query } = request;
    const at = compiled.filter(({ shape }) => shape.test(path));
    if (at.length === 0) throw unknownPath(path);
    const version = query.get('api-version');
    if (version === null) throw missingApiVersion();
    const fit = at.find(({ route }) => route.method === method);
    if (fit === undefined) throw unknownPath(`${method} ${path}`);
    const known = fit.route.versions();
    if (!known.includes(version)) throw unknownApiVersion(version, known);
    return fit.route.answer({ ...request, params: { ...fit.shape.exec(path)?.groups } });
  };
};
