import {
  isJsonObject,
  type Part,
  type PartType,
  type SearchResultPart,
  type TextPart,
  type Turn,
  type UnknownPart,
} from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { traitsOf } from './dialect-traits.ts';
import { mapParts, type PartPlace } from './map-parts.ts';
import { refuse } from './refuse.ts';
import { replaceTurns } from './replace-turns.ts';

/**
 * Says parts that only the client's dialect knows in other words, or drops them: provider-run
 * tools, approvals, references, compaction, unknown parts, citations.
 */
export const fitParts: AdaptStep = (request, context) => {
  if (context.sameDialect) return request;
  const kept = new Set<Turn>();
  const turns = mapParts(request.turns, (part, place) => {
    const fit = fitters[part.type];
    const fitted = fit ? fit(part, { ...context, ...place }) : part;
    if (!place.inner && (!Array.isArray(fitted) || fitted.length > 0)) kept.add(place.turn);
    return fitted;
  });
  refuseEmptied(request.turns, kept, context);
  return replaceTurns(request, turns);
};

/** A message nothing is left of would be answered as if it had not been sent. */
function refuseEmptied(
  turns: readonly Turn[],
  kept: ReadonlySet<Turn>,
  context: AdaptContext,
): void {
  // A message of the client can have become several turns.
  const places = new Set([...kept].flatMap(({ wire }) => wire?.path ?? []));
  for (const turn of turns) {
    const [part] = turn.parts;
    if (part === undefined || kept.has(turn) || places.has(turn.wire?.path ?? '')) continue;
    const isUnknown = turn.parts.every(({ type }) => type === 'unknown');
    if (turn.role === 'assistant' && !isUnknown) continue;
    refusePart(part, turn, context);
  }
}

function refusePart(part: Part, turn: Turn, context: AdaptContext): never {
  const path = part.wire?.path ?? turn.wire?.path ?? '';
  if (part.type === 'unknown') {
    const message = `Content of an unknown type: ${quoteType(part)}.`;
    const code = 'invalid_request';
    return refuse({ code, path: `${path}.type`, message, loss: 'unknown_part_dropped' }, context);
  }
  const message = 'The chosen model takes nothing of what this message holds.';
  return refuse({ code: 'unsupported', path, message, loss: 'part_dropped' }, context);
}

function quoteType({ value }: UnknownPart): string {
  const type = isJsonObject(value) ? value['type'] : undefined;
  return typeof type === 'string' ? `'${type.slice(0, maxQuoted)}'` : 'none is given';
}

const maxQuoted = 64;

type Place = AdaptContext & PartPlace;
type Fitter = (part: Part, place: Place) => Part | readonly Part[];

const fitters: { readonly [Type in PartType]?: Fitter } = {
  text: (part, place) => (part.type === 'text' ? fitText(part, place) : part),
  refusal: (part, place) =>
    part.type !== 'refusal' || traitsOf(place.to).refusals
      ? part
      : approximate({ type: 'text', text: part.text }, 'a refusal is sent as text', place),
  'provider-tool': (part, place) =>
    part.type === 'provider-tool' && part.native.dialect === place.to
      ? part
      : drop('use of a tool that another provider ran', place),
  'search-result': (part, place) =>
    part.type === 'search-result' ? describeSearchResult(part, place) : part,
  approval: (_, place) => drop('an approval for a provider-run tool', place),
  compaction: (part, place) =>
    part.type === 'compaction' && part.text
      ? approximate({ type: 'text', text: part.text }, 'a summary is sent as text', place)
      : drop('a summary without readable text', place),
  reference: (part, place) => {
    if (part.type === 'reference' && part.kind === 'item') return refuseReference(place);
    return drop('a reference to a file kept by another provider', place);
  },
  unknown: (part, place) => (part.type === 'unknown' ? fitUnknown(part, place) : part),
};

function fitText(part: TextPart, { loss, path }: Place): TextPart {
  const { citations, logprobs: _, ...plain } = part;
  if (citations === undefined) return part.logprobs === undefined ? part : plain;
  if (citations.length > 0) {
    const detail = 'citations of an earlier answer';
    loss.add({ severity: 'dropped', code: 'citation_dropped', path, detail });
  }
  return plain;
}

function describeSearchResult(part: SearchResultPart, { loss, path }: Place): readonly Part[] {
  const detail = 'a search result is sent as text and cannot be cited from';
  loss.add({ severity: 'approximated', code: 'citation_dropped', path, detail });
  const heading: TextPart = { type: 'text', text: `${part.title}\nSource: ${part.source}` };
  return [heading, ...part.content];
}

function fitUnknown(part: UnknownPart, place: Place): Part | readonly Part[] {
  const { loss, path } = place;
  if (part.dialect === place.to) return part;
  if (place.inner) {
    const detail = 'content of an unknown kind is sent as JSON text';
    loss.add({ severity: 'approximated', code: 'tool_result_approximated', path, detail });
    return { type: 'text', text: JSON.stringify(part.value) };
  }
  const detail = 'a part of an unknown kind';
  loss.add({ severity: 'dropped', code: 'unknown_part_dropped', path, detail });
  return [];
}

function refuseReference(place: Place): never {
  return refuse(
    {
      code: 'state_missing',
      path: place.path,
      message: 'The item referred to is stored at another provider; send its content instead.',
      loss: 'part_dropped',
    },
    place,
  );
}

function approximate(part: Part, detail: string, { loss, path }: Place): Part {
  loss.add({ severity: 'approximated', code: 'part_dropped', path, detail });
  return part;
}

function drop(detail: string, { loss, path }: Place): readonly Part[] {
  loss.add({ severity: 'dropped', code: 'part_dropped', path, detail });
  return [];
}
