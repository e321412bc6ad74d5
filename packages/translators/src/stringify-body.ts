import { stringifyJson } from '@gateway/protocols';
import type { Body } from '@gateway/spec';

/**
 * Writes a translated body as the text to send. Numbers that a double cannot hold come out as they
 * went in.
 *
 * @param body - the `body` of a translated request
 * @returns JSON text; the empty string for `none`
 * @throws `TypeError` for bytes, streams and forms, which are no text
 * @example stringifyBody({ kind: 'json', value: { model: 'm' } }) // '{"model":"m"}'
 */
export function stringifyBody(body: Body): string {
  if (body.kind === 'none') return '';
  if (body.kind === 'json') return stringifyJson(body.value);
  throw new TypeError(`A body of kind ${body.kind} is no text.`);
}
