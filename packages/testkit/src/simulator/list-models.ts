import type { Headers, JsonObject } from '@gateway/spec';

const listForMessages = (models: readonly string[], createdAtMs: number): JsonObject => ({
  data: models.map((id) => ({
    type: 'model',
    id,
    display_name: `Demo ${id}`,
    created_at: new Date(createdAtMs).toISOString(),
  })),
  has_more: false,
  first_id: models[0] ?? null,
  last_id: models.at(-1) ?? null,
});

const listForChat = (models: readonly string[], createdAtMs: number): JsonObject => ({
  object: 'list',
  data: models.map((id) => ({
    id,
    object: 'model',
    created: Math.floor(createdAtMs / 1000),
    owned_by: 'simulator',
  })),
});

/** Lists the models in the caller's dialect, which its version header tells. */
export function listModels(
  models: readonly string[],
  headers: Headers,
  createdAtMs: number,
): JsonObject {
  return headers['anthropic-version'] === undefined
    ? listForChat(models, createdAtMs)
    : listForMessages(models, createdAtMs);
}
