import { ACTION_PATH } from '../attachment.ts';
import type { ServeHTTPParams, ServeHTTPResult } from '../rpc/protocol.ts';
import { createCompletionRoute } from './completion-route.ts';
import { jsonAnswer } from './json-answer.ts';
import { createPressRoute } from './press-route.ts';
import type { Surroundings } from './surroundings.ts';

/** The route by which Mattermost asks what may follow in a line typed so far. */
export const COMPLETION_PATH = '/complete';

/** Answers the plugin's HTTP requests: there are two routes, for completion and for buttons. */
export function createRoutes(around: Surroundings): (params: ServeHTTPParams) => Promise<ServeHTTPResult> {
  const routes = new Map([
    [COMPLETION_PATH, { method: 'GET', answer: createCompletionRoute(around) }],
    [ACTION_PATH, { method: 'POST', answer: createPressRoute(around) }],
  ]);
  return async (params) => {
    const route = routes.get(params.path);
    if (route === undefined) return jsonAnswer(404, { error: 'There is nothing here.' });
    if (params.method !== route.method) return jsonAnswer(405, { error: `Only ${route.method} is answered here.` });
    if (!isJson(params)) return jsonAnswer(415, { error: 'Only JSON is read here.' });
    return await route.answer(params);
  };
}

/** A form of another site can send no JSON. What Mattermost itself passes on names no type at all. */
function isJson({ method, headers }: ServeHTTPParams): boolean {
  if (method === 'GET') return true;
  const types = headers['Content-Type'] ?? [];
  return types.every((type) => /^application\/json *(;|$)/i.test(type));
}
