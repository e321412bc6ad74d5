import { GatewayError, type Json, type RawJsonNumber } from '@gateway/spec';
import { isExactDouble } from './is-exact-double.ts';

/** The stage-4 parts of `JSON` that the compiler's library does not declare yet. */
interface SourceTextJson {
  readonly rawJSON?: (text: string) => RawJsonNumber;
  parse(
    text: string,
    reviver: (key: string, value: Json, context?: { readonly source?: string }) => Json,
  ): Json;
}

const json: SourceTextJson = JSON;

/** Long or scientific numbers, the only ones a double may not hold; may also match inside strings. */
const riskyNumber = /(?:^|[:,[\s])-?\d(?:[\d.]{15}|[\d.]*e[+-]?\d{2})/i;

/**
 * Reads JSON. Numbers that a double cannot hold exactly are kept as text (`RawJsonNumber`), so that
 * {@link stringifyJson} writes them back unchanged; where the engine has no `JSON.rawJSON` they are
 * rounded as `JSON.parse` does.
 *
 * @throws `GatewayError` `invalid_request` when the text is not JSON
 * @example parseJson('{"id":12345678901234567890}') // { id: JSON.rawJSON('12345678901234567890') }
 */
export function parseJson(text: string): Json {
  try {
    return riskyNumber.test(text) ? parseKeepingNumbers(text) : JSON.parse(text);
  } catch (cause) {
    throw new GatewayError(
      { code: 'invalid_request', message: 'The body is not valid JSON.' },
      { cause },
    );
  }
}

function parseKeepingNumbers(text: string): Json {
  const { rawJSON } = json;
  if (!rawJSON) return JSON.parse(text);
  return json.parse(text, (_key, value, context) => {
    const source = context?.source;
    if (typeof value !== 'number' || source === undefined) return value;
    return isExactDouble(source, value) ? value : rawJSON(source);
  });
}
