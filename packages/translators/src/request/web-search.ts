import { isJsonObject, type Json, type JsonObject, type NativeTool } from '@gateway/spec';

/** What a client asks of a web search, whatever the provider calls it. */
export interface WebSearch {
  readonly allowedDomains?: Json;
  readonly blockedDomains?: Json;
  /** Where the user is: country, region, city, timezone. */
  readonly userLocation?: JsonObject;
  readonly maxUses?: Json;
  /** OpenAI's word for how much of the pages to read. */
  readonly contextSize?: Json;
}

/** Name of the request switch by which chat asks for a search. */
export const webSearchSwitch = 'web_search_options';

const searchType = /^(web_search|google_?search)/i;

/**
 * Tells whether a provider's tool type is a web search.
 *
 * @throws never
 */
export function isWebSearchType(nativeType: string): boolean {
  return searchType.test(nativeType);
}

/**
 * Reads the settings of a web search tool, or of chat's `web_search_options`.
 *
 * @throws never
 */
export function readWebSearch(settings: Json): WebSearch {
  if (!isJsonObject(settings)) return {};
  const filters = isJsonObject(settings['filters']) ? settings['filters'] : {};
  const location = settings['user_location'];
  const approximate = isJsonObject(location) ? location['approximate'] : undefined;
  const allowed = settings['allowed_domains'] ?? filters['allowed_domains'];
  const blocked = settings['blocked_domains'] ?? filters['blocked_domains'];
  return {
    ...(allowed != null && { allowedDomains: allowed }),
    ...(blocked != null && { blockedDomains: blocked }),
    ...(isJsonObject(location) && {
      userLocation: isJsonObject(approximate) ? approximate : location,
    }),
    ...(settings['max_uses'] != null && { maxUses: settings['max_uses'] }),
    ...(settings['search_context_size'] != null && {
      contextSize: settings['search_context_size'],
    }),
  };
}

/**
 * Writes chat's `web_search_options`.
 *
 * @throws never
 */
export function toWebSearchSwitch({ userLocation, contextSize }: WebSearch): JsonObject {
  return {
    ...(contextSize !== undefined && { search_context_size: contextSize }),
    ...(userLocation && {
      user_location: { type: 'approximate', approximate: withoutType(userLocation) },
    }),
  };
}

/**
 * Writes a web search tool of a given provider type.
 *
 * @param nativeType - dated types are Anthropic's, plain `web_search*` OpenAI's, others take no
 * settings
 * @throws never
 */
export function toWebSearchTool(nativeType: string, search: WebSearch): NativeTool {
  if (/^web_search_\d+$/.test(nativeType)) return anthropicTool(nativeType, search);
  if (nativeType.startsWith('web_search')) return openAiTool(nativeType, search);
  return { type: 'native', family: 'google', nativeType, name: nativeType, settings: {} };
}

function anthropicTool(nativeType: string, search: WebSearch): NativeTool {
  const { allowedDomains, blockedDomains, userLocation, maxUses } = search;
  const settings: JsonObject = {
    ...(maxUses !== undefined && { max_uses: maxUses }),
    ...(allowedDomains !== undefined && { allowed_domains: allowedDomains }),
    // Anthropic takes either list, not both.
    ...(blockedDomains !== undefined &&
      allowedDomains === undefined && { blocked_domains: blockedDomains }),
    ...(userLocation && { user_location: { type: 'approximate', ...withoutType(userLocation) } }),
  };
  return { type: 'native', family: 'anthropic', nativeType, name: 'web_search', settings };
}

function openAiTool(nativeType: string, search: WebSearch): NativeTool {
  const { allowedDomains, userLocation, contextSize } = search;
  const settings: JsonObject = {
    ...(allowedDomains !== undefined && { filters: { allowed_domains: allowedDomains } }),
    ...(userLocation && { user_location: { type: 'approximate', ...withoutType(userLocation) } }),
    ...(contextSize !== undefined && { search_context_size: contextSize }),
  };
  return { type: 'native', family: 'openai', nativeType, name: 'web_search', settings };
}

function withoutType({ type: _, ...rest }: JsonObject): JsonObject {
  return rest;
}
