import { parseJson } from '@gateway/protocols';
import { isJsonObject, type Json, type JsonObject } from '@gateway/spec';

/** A model as its vendor lists it. */
export interface ListedModel {
  /** As the vendor names it; may hold slashes. */
  readonly id: string;
  /** Epoch seconds; 0 = the vendor does not say. */
  readonly createdAtSeconds: number;
  readonly ownedBy?: string;
  readonly displayName?: string;
}

/** One page of a vendor's list. */
export interface ModelListPage {
  readonly models: readonly ListedModel[];
  /** What to ask the next page with; absent = this is the last. */
  readonly nextCursor?: string;
}

const maxNameLength = 200;
/** The last second that fits a date of four-digit years. */
const lastSecond = 253_402_300_799;

/**
 * Reads one page of a list of models, in OpenAI's or Anthropic's shape or as a bare list, as
 * compatible servers send it. Entries without a usable id are left out.
 *
 * @param body - the whole body of the answer
 * @returns `undefined` where it is no such list
 * @throws never
 * @source OpenAI API reference "List models"; Anthropic API reference "List Models", both read 2026-11
 */
export function readModelList(body: Uint8Array): ModelListPage | undefined {
  const value = safeParse(body);
  const page = value !== undefined && isJsonObject(value) ? value : {};
  const entries = Array.isArray(value) ? value : page['data'];
  if (!Array.isArray(entries)) return undefined;
  const models = entries.flatMap((entry) => {
    const model = isJsonObject(entry) ? readModel(entry) : undefined;
    return model ? [model] : [];
  });
  const nextCursor = page['has_more'] === true ? readName(page['last_id']) : undefined;
  return { models, ...(nextCursor !== undefined && { nextCursor }) };
}

function readModel(entry: JsonObject): ListedModel | undefined {
  const id = readName(entry['id']);
  if (id === undefined) return undefined;
  const ownedBy = readName(entry['owned_by']);
  const displayName = readName(entry['display_name']);
  return {
    id,
    createdAtSeconds: readInstant(entry['created'] ?? entry['created_at']),
    ...(ownedBy !== undefined && { ownedBy }),
    ...(displayName !== undefined && { displayName }),
  };
}

/** Names end in lists, logs and headers, so only short ones without control characters count. */
function readName(value: Json | undefined): string | undefined {
  if (typeof value !== 'string' || value === '' || value.length > maxNameLength) return undefined;
  return /\p{Cc}/u.test(value) ? undefined : value;
}

function readInstant(value: Json | undefined): number {
  const seconds = typeof value === 'string' ? Date.parse(value) / 1000 : Number(value ?? 0);
  return seconds > 0 && seconds <= lastSecond ? Math.floor(seconds) : 0;
}

function safeParse(body: Uint8Array): Json | undefined {
  try {
    return parseJson(new TextDecoder().decode(body));
  } catch {
    // Not JSON, so not a list; the caller says so.
    return undefined;
  }
}
