import { isJsonObject, type Json, type JsonObject } from '@gateway/spec';
import { loadFixtures } from '@gateway/testkit/replay';
import { describe, expect, it } from 'vitest';
import { translateRequest } from '../src/index.ts';
import { pairs } from './support.ts';

const crossing = pairs.filter(([from, to]) => from !== to);

const requests = (dialect: string): { readonly name: string; readonly body: JsonObject }[] =>
  loadFixtures(dialect).flatMap(({ id, exchanges }) =>
    exchanges.flatMap(({ request, response, auxiliary }, at) =>
      isJsonObject(request?.body) &&
      !auxiliary &&
      response.status === 200 &&
      /(?:messages|completions)(?:\?|$)/.test(request.path)
        ? [{ name: `${id} #${at}`, body: request.body }]
        : [],
    ),
  );

/** Values that say nothing that leaving the member out would not say. */
const isNeutral = (key: string, value: Json | undefined): boolean =>
  value === null ||
  value === false ||
  (Array.isArray(value) && value.length === 0) ||
  (key === 'n' && value === 1) ||
  (key === 'temperature' && value === 1) ||
  (key === 'service_tier' && value === 'auto') ||
  (key === 'thinking' && isJsonObject(value) && value['type'] === 'disabled') ||
  (key === 'tool_choice' &&
    (value === 'auto' || (isJsonObject(value) && value['type'] === 'auto')));

/** Members that have a meaning only together with another, at which their loss is reported. */
const reportedWith: Readonly<Record<string, string>> = {
  audio: 'modalities',
  output_config: 'thinking',
};

const without = (body: JsonObject, key: string): JsonObject => {
  const { [key]: _dropped, ...rest } = body;
  return rest;
};

describe.each(crossing)('members that have no effect, %s to %s', (from, to) => {
  it.each(requests(from))('$name: are reported', ({ body }) => {
    const whole = translateRequest({ from, to, request: body });
    if (!whole.ok) return;
    for (const key of Object.keys(body)) {
      if (['model', 'messages', 'max_tokens', 'stream'].includes(key) || isNeutral(key, body[key]))
        continue;
      const less = translateRequest({ from, to, request: without(body, key) });
      if (!less.ok) continue;
      const same = [less.request, less.exchange].every(
        (each, at) => JSON.stringify(each) === JSON.stringify([whole.request, whole.exchange][at]),
      );
      const places = whole.loss.map(({ path }) => path.split(/[.[]/)[0]);
      const reported = places.includes(key) || places.includes(reportedWith[key]);
      expect([key, body[key], same && !reported]).toEqual([key, body[key], false]);
    }
  });
});
