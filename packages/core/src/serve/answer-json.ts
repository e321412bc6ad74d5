import { stringifyJson } from '@gateway/protocols';
import type { Json } from '@gateway/spec';
import type { AnswerHeaders } from '../call.ts';
import type { Egress } from '../egress/egress.ts';

const encoder = new TextEncoder();

/**
 * Answers with a JSON body and status 200.
 *
 * @throws never
 */
export function answerJson(egress: Egress, body: Json, headers: AnswerHeaders = {}): void {
  egress.sendWhole({
    status: 200,
    headers: { ...headers, 'content-type': 'application/json' },
    body: encoder.encode(stringifyJson(body)),
  });
}
