import { GatewayError, type Json, type RawJsonNumber } from '@gateway/spec';
import { isExactDouble } from './is-exact-double.ts';
import { readValidJson } from './read-valid-json.ts';
import { surveyJson } from './survey-json.ts';

/** The stage-4 parts of `JSON` that the compiler's library does not declare yet. */
interface SourceTextJson {
  readonly rawJSON?: (text: string) => RawJsonNumber;
  parse(
    text: string,
    reviver?: (key: string, value: Json, context?: { readonly source?: string }) => Json,
  ): Json;
}

const json: SourceTextJson = JSON;

/** Long or scientific numbers, the only ones a double may not hold; may also match inside strings. */
const riskyNumber = /(?:^|[:,[\s])-?\d(?:[\d.]{15}|[\d.]*e[+-]?\d{2})/i;

/**
 * Deepest nesting that is read: far beyond any real request, and shallow enough for every recursive
 * walk over the value, `JSON.stringify` among them.
 */
const maxDepth = 512;

/**
 * Reads JSON. Numbers that a double cannot hold exactly are kept as text (`RawJsonNumber`), so that
 * {@link stringifyJson} writes them back unchanged; where the engine has no `JSON.rawJSON` they are
 * rounded as `JSON.parse` does.
 *
 * @param text - without a byte order mark; a `TextDecoder` takes it away
 * @throws `GatewayError` `invalid_request` when the text is not JSON, or nests arrays and objects
 *   deeper than 512 levels
 * @example parseJson('{"id":12345678901234567890}') // { id: JSON.rawJSON('12345678901234567890') }
 */
export function parseJson(text: string): Json {
  const survey = needsSurvey(text) ? surveyJson(text) : undefined;
  if (survey && survey.depth > maxDepth) {
    throw invalid(`The body nests arrays and objects deeper than ${maxDepth} levels.`);
  }
  try {
    if (survey?.hasEscapedKey) return parseKeepingKeys(text);
    if (riskyNumber.test(text)) return parseKeepingNumbers(text);
    return json.parse(text);
  } catch (cause) {
    throw invalid('The body is not valid JSON.', cause);
  }
}

/** A level takes two brackets, so most stream events are too short to need a look. */
function needsSurvey(text: string): boolean {
  return text.length > maxDepth * 2 || text.includes('\\');
}

function parseKeepingKeys(text: string): Json {
  JSON.parse(text);
  return readValidJson(text, (source) => keepNumber(source, Number(source)));
}

function parseKeepingNumbers(text: string): Json {
  return json.parse(text, (_key, value, context) => {
    const source = context?.source;
    return typeof value === 'number' && source !== undefined ? keepNumber(source, value) : value;
  });
}

function keepNumber(source: string, value: number): Json {
  return !json.rawJSON || isExactDouble(source, value) ? value : json.rawJSON(source);
}

function invalid(message: string, cause?: unknown): GatewayError {
  return new GatewayError({ code: 'invalid_request', message }, { cause });
}
