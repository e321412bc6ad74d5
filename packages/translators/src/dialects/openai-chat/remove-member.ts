import {
  type ByteEdit,
  encodeSse,
  type RawFrame,
  scanTopLevel,
  spliceBytes,
} from '@gateway/protocols';

/**
 * Removes a top-level member from the JSON of an event, leaving every other byte as it is. An event
 * whose JSON is spread over several `data` lines is written anew on one line.
 *
 * @returns the new bytes of the frame; `undefined` when there is no such member
 * @throws never
 */
export function removeMember(
  frame: Pick<RawFrame, 'event' | 'data' | 'bytes'>,
  key: string,
): Uint8Array | undefined {
  const { bytes, event, data } = frame;
  const start = bytes.indexOf(0x7b);
  const end = bytes.lastIndexOf(0x7d) + 1;
  const json = bytes.subarray(Math.max(0, start), end);
  if (scanTopLevel(json)) {
    const without = removeFromJson(json, key);
    return without && spliceBytes(bytes, [{ start, end, replacement: without }]);
  }
  const encoder = new TextEncoder();
  const without = removeFromJson(encoder.encode(data), key);
  return without && encoder.encode(encodeSse({ event, data: new TextDecoder().decode(without) }));
}

/** Repetitions of the key go too, one at a time, because their edits would touch. */
function removeFromJson(json: Uint8Array, key: string): Uint8Array | undefined {
  const edit = findEdit(json, key);
  if (edit === undefined) return undefined;
  const once = spliceBytes(json, [edit]);
  return removeFromJson(once, key) ?? once;
}

function findEdit(json: Uint8Array, key: string): ByteEdit | undefined {
  const members = scanTopLevel(json)?.members ?? [];
  const at = members.findIndex((member) => member.key === key);
  const member = members[at];
  if (member === undefined) return undefined;
  const { keyRange, valueRange } = member;
  const next = members[at + 1];
  const before = members[at - 1];
  if (next) return { start: keyRange.start, end: next.keyRange.start, replacement: '' };
  const start = before ? before.valueRange.end : keyRange.start;
  return { start, end: valueRange.end, replacement: '' };
}
