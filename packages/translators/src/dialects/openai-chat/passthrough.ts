import { type ByteEdit, type JsonScan, scanTopLevel, spliceBytes } from '@gateway/protocols';
import { GatewayError, isJsonObject, type Json, unknownUsage } from '@gateway/spec';
import type { Passthrough } from '../../codec.ts';
import { decodeFinish } from './finish.ts';
import { createStreamSniffer } from './stream-sniffer.ts';
import { decodeUsage } from './usage.ts';

/** Byte-level work on chat bodies that pass through untranslated. */
export const passthrough: Passthrough = {
  editRequest(body, { model, includeUsage }) {
    const scan = scanBody(body);
    const changes = [
      ...(model === undefined ? [] : [changeModel(scan, model)]),
      ...(includeUsage ? [changeUsage(scan)] : []),
    ];
    const added = changes.flatMap(({ member }) => (member === undefined ? [] : [member]));
    const edits = changes.flatMap((change) => change.edits);
    return spliceBytes(body, added.length === 0 ? edits : [...edits, insertMembers(scan, added)]);
  },
  asksForUsage(body) {
    return scanTopLevel(body)?.object('stream_options')?.boolean('include_usage') === true;
  },
  createStreamSniffer,
  sniffResponse(body) {
    const { usage, choices } = isJsonObject(body) ? body : {};
    return {
      usage: isJsonObject(usage) ? decodeUsage(usage) : unknownUsage,
      finishes: Array.isArray(choices) ? choices.map(finishOf) : [],
    };
  },
};

function finishOf(choice: Json) {
  const { finish_reason: native, message } = isJsonObject(choice) ? choice : {};
  const { tool_calls: calls, refusal } = isJsonObject(message) ? message : {};
  return decodeFinish(typeof native === 'string' ? native : undefined, {
    called: Array.isArray(calls) && calls.length > 0,
    refused: typeof refusal === 'string' && refusal !== '',
  });
}

function scanBody(body: Uint8Array): JsonScan {
  const scan = scanTopLevel(body);
  if (scan) return scan;
  throw new GatewayError({ code: 'invalid_request', message: 'The body must be a JSON object.' });
}

/** What one change does to a body: edits in place, and a member that was not there before. */
interface BodyChange {
  readonly edits: readonly ByteEdit[];
  readonly member?: string;
}

/** Every repetition of the key changes, so that no reader may see another model than we did. */
function changeModel(scan: JsonScan, model: string): BodyChange {
  const replacement = JSON.stringify(model);
  const found = scan.members.filter(({ key }) => key === 'model');
  if (found.length === 0) return { edits: [], member: `"model":${replacement}` };
  return { edits: found.map(({ valueRange }) => ({ ...valueRange, replacement })) };
}

function changeUsage(scan: JsonScan): BodyChange {
  const options = scan.get('stream_options');
  const inner = scan.object('stream_options');
  const whole = '{"include_usage":true}';
  if (options === undefined) return { edits: [], member: `"stream_options":${whole}` };
  if (inner === undefined) return { edits: [{ ...options.valueRange, replacement: whole }] };
  const found = inner.members.filter(({ key }) => key === 'include_usage');
  if (found.length === 0) return { edits: [insertMembers(inner, ['"include_usage":true'])] };
  return { edits: found.map(({ valueRange }) => ({ ...valueRange, replacement: 'true' })) };
}

/** Puts members in front of the closing brace. */
function insertMembers({ range, members }: JsonScan, added: readonly string[]): ByteEdit {
  const at = range.end - 1;
  const text = added.join(',');
  return { start: at, end: at, replacement: members.length === 0 ? text : `,${text}` };
}
