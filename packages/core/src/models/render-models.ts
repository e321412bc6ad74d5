import type { Dialect, Json, JsonObject, ModelListing } from '@gateway/spec';

/** What part of a list is asked for. */
export interface ModelPage {
  /** Raw query of the call. */
  readonly query: Readonly<Record<string, string>>;
}

/**
 * Writes a list of models in the shape of a dialect.
 *
 * @source OpenAI API reference "List models"; Anthropic API reference "List Models", both read 2026-11
 * @throws never
 */
export function renderModelList(
  dialect: Dialect,
  models: readonly ModelListing[],
  page: ModelPage,
): Json {
  if (dialect !== 'anthropic-messages') {
    return { object: 'list', data: models.map((model) => renderModel(dialect, model)) };
  }
  const { data, hasMore } = cutPage(models, page.query);
  return {
    data: data.map((model) => renderModel(dialect, model)),
    has_more: hasMore,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  };
}

/**
 * Writes one model in the shape of a dialect.
 *
 * @throws never
 */
export function renderModel(dialect: Dialect, model: ModelListing): JsonObject {
  const { id, createdAtSeconds, ownedBy, displayName = id } = model;
  if (dialect !== 'anthropic-messages') {
    return { id, object: 'model', created: createdAtSeconds, owned_by: ownedBy };
  }
  const createdAt = new Date(createdAtSeconds * 1000).toISOString().replace('.000Z', 'Z');
  return { type: 'model', id, display_name: displayName, created_at: createdAt };
}

const defaultLimit = 20;
const maxLimit = 1000;

function cutPage(
  models: readonly ModelListing[],
  query: Readonly<Record<string, string>>,
): { readonly data: readonly ModelListing[]; readonly hasMore: boolean } {
  const limit = toLimit(query['limit']);
  const before = models.findIndex((model) => model.id === query['before_id']);
  if (before >= 0) {
    const start = Math.max(0, before - limit);
    return { data: models.slice(start, before), hasMore: start > 0 };
  }
  const start = models.findIndex((model) => model.id === query['after_id']) + 1;
  return { data: models.slice(start, start + limit), hasMore: start + limit < models.length };
}

function toLimit(text: string | undefined): number {
  const limit = Number(text ?? defaultLimit);
  return Number.isInteger(limit) && limit > 0 ? Math.min(limit, maxLimit) : defaultLimit;
}
