import type {
  AudioPart,
  ImagePart,
  Json,
  JsonObject,
  Part,
  ToolCallPart,
  WireNode,
} from '@gateway/spec';
import type { LossRecorder } from '../../loss-recorder.ts';
import { encodeCitation } from './citation.ts';
import { encodeContent } from './content-encode.ts';
import { toDataUrl } from './data-url.ts';
import { type EncodeScope, reportLoss } from './encode-scope.ts';
import { encodeReasoning, isReasoningItem, type ReasoningForm } from './reasoning-encode.ts';
import { type CallForm, encodeArguments, encodeToolCall } from './tool-call-encode.ts';
import { constantOf, formHint, members, withOwnExtra } from './wire.ts';

/** How an assistant message is written. */
export interface AssistantForm {
  readonly reasoning: ReasoningForm;
  /** Whether the reader knows freeform tool calls. */
  readonly freeform: boolean;
  /** What stands between texts that become one string. */
  readonly separator: string;
  /** What `content` is when there is no text and nothing says what it was. */
  readonly empty: '' | null;
  /** Whether a `null` content must become `""`, whoever wrote it. */
  readonly refusesNull: boolean;
  /** Whether pictures may be written, in the member where routers put them. */
  readonly images: boolean;
}

/** An assistant message to write: its parts and the node that keeps its notes. */
export interface AssistantSource {
  readonly parts: readonly Part[];
  readonly node: WireNode;
  /** Makes ids for calls of other dialects that have none. */
  readonly newId: (prefix: string) => string;
}

/**
 * Writes the members of an assistant message, of a request's history or of an answer, but for its
 * role and what its notes keep.
 *
 * @throws never
 */
export function encodeAssistant(
  { parts, node, newId }: AssistantSource,
  form: AssistantForm,
  scope: EncodeScope,
): JsonObject {
  const groups = groupParts(parts);
  const content = encodeContent(
    {
      parts: groups.content,
      hint: formHint(node, 'content'),
      empty: form.empty,
      separator: form.separator,
    },
    scope,
  );
  const refusal = groups.refusals.map(({ text }) => text).join('');
  return members({
    content: content === null && form.refusesNull ? '' : content,
    refusal: refusal === '' ? undefined : refusal,
    ...encodeReasoning(groups.reasoning, form.reasoning),
    annotations: unlessEmpty(encodeAnnotations(groups.content, scope.loss)),
    audio: encodeSpeech(groups, scope),
    images: unlessEmpty(encodeImages(groups.images, form, scope)),
    tool_calls: unlessEmpty(encodeCalls(groups.calls, { freeform: form.freeform, newId })),
    function_call: groups.functionCall && encodeFunctionCall(groups.functionCall),
  });
}

function unlessEmpty(list: readonly Json[]): readonly Json[] | undefined {
  return list.length === 0 ? undefined : list;
}

interface Groups {
  readonly content: Part[];
  readonly reasoning: Extract<Part, { type: 'reasoning' | 'unknown' }>[];
  readonly refusals: Extract<Part, { type: 'refusal' }>[];
  readonly audio: AudioPart[];
  readonly images: Part[];
  readonly calls: Part[];
  functionCall: ToolCallPart | undefined;
}

function groupParts(parts: readonly Part[]): Groups {
  const groups: Groups = {
    content: [],
    reasoning: [],
    refusals: [],
    audio: [],
    images: [],
    calls: [],
    functionCall: undefined,
  };
  for (const part of parts) sortIn(part, groups);
  return groups;
}

function sortIn(part: Part, groups: Groups): void {
  const slot = formHint(part, 'slot');
  if (isReasoningItem(part)) groups.reasoning.push(part);
  else if (part.type === 'tool-call' && slot === 'function_call' && !groups.functionCall) {
    groups.functionCall = part;
  } else if (part.type === 'tool-call' || slot === 'tool_calls') groups.calls.push(part);
  else if (part.type === 'refusal' && slot !== 'content') groups.refusals.push(part);
  else if (part.type === 'audio') groups.audio.push(part);
  else if (part.type === 'image' || slot === 'images') groups.images.push(part);
  else groups.content.push(part);
}

function encodeAnnotations(content: readonly Part[], loss: LossRecorder): readonly Json[] {
  const citations = content.flatMap((part) => (part.type === 'text' ? (part.citations ?? []) : []));
  return citations.flatMap((citation) => encodeCitation(citation, loss) ?? []);
}

function encodeSpeech({ audio }: Groups, scope: EncodeScope): Json | undefined {
  const [part, ...others] = audio;
  for (const other of others) reportMedia(other, scope, 'a second spoken answer in one message');
  if (part === undefined) return undefined;
  const { media, id, transcript } = part;
  if (media.source === 'file-id') return { id: media.id };
  if (media.source === 'inline') return members({ id, data: media.base64, transcript });
  reportMedia(part, scope, 'speech that is not given as bytes');
  return undefined;
}

function encodeImages(
  parts: readonly Part[],
  form: AssistantForm,
  scope: EncodeScope,
): readonly JsonObject[] {
  return parts.flatMap((part) => {
    if (part.type === 'unknown') return [part.value];
    const isOwn = formHint(part, 'slot') === 'images';
    const entry = part.type === 'image' && (form.images || isOwn) ? encodeImage(part) : undefined;
    if (!entry) reportMedia(part, scope, 'a picture made by the model');
    return entry ? [entry] : [];
  });
}

/**
 * Writes a picture the model made, as routers do.
 *
 * @returns `undefined` when the picture is only an id of another provider
 * @throws never
 */
export function encodeImage(part: ImagePart): JsonObject | undefined {
  const { media } = part;
  const url = media.source === 'url' ? media.url : undefined;
  const address = media.source === 'inline' ? toDataUrl(media) : url;
  if (address === undefined) return undefined;
  const type = constantOf(part, 'type', 'image_url');
  return withOwnExtra(part, members({ type, image_url: { url: address } }));
}

function reportMedia(part: Part, scope: EncodeScope, detail: string): void {
  reportLoss(part, scope, { severity: 'dropped', code: 'media_dropped', detail });
}

function encodeCalls(parts: readonly Part[], form: CallForm): readonly JsonObject[] {
  return parts.flatMap((part) => {
    if (part.type === 'tool-call') return [encodeToolCall(part, form)];
    return part.type === 'unknown' ? [part.value] : [];
  });
}

function encodeFunctionCall(part: ToolCallPart): JsonObject {
  return members({ name: part.toolName, arguments: encodeArguments(part) });
}
