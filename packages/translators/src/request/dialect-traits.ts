import type { CacheMark, Dialect, Json, Media } from '@gateway/spec';
import { addMissingProperties } from './schema/add-missing-properties.ts';
import { toAnthropicFormatSchema } from './schema/anthropic-format.ts';
import { mergeRootUnion } from './schema/merge-root-union.ts';

/** What the request form of a dialect can and cannot say, whoever serves it. */
export interface DialectTraits {
  /** Makes a tool's schema fit. */
  readonly cleanToolSchema: (schema: Json) => Json;
  /** Makes the schema of a structured answer fit; strictness is a matter of its own. */
  readonly cleanOutputSchema: (schema: Json) => Json;
  /** Whether `strict` follows OpenAI's rules: every property required, every object closed. */
  readonly openAiStrictness: boolean;
  /** Whether tools and calls can have a namespace. */
  readonly namespaces: boolean;
  /** Whether system text may stand anywhere, so that its clients put it there for any target. */
  readonly systemAnywhere: boolean;
  /** Whether a tool result can be marked as failed. */
  readonly resultErrorFlag: boolean;
  /** Whether the arguments of a call must be a JSON object, not text that ought to be one. */
  readonly objectToolInput: boolean;
  /** Whether refusals are a kind of content of their own. */
  readonly refusals: boolean;
  /** Whether text and stop strings may be nothing but white space. */
  readonly blankText: boolean;
  /** Whether an output ceiling must be given. */
  readonly requiresOutputLimit: boolean;
  /** Whether the first turn after the system text must be the user's. */
  readonly userFirst: boolean;
  /** Whether the tool choice can name several tools. */
  readonly subsetToolChoice: boolean;
  /** Whether readable reasoning of earlier answers has a place without opaque state. */
  readonly readableReasoning: boolean;
  /** Whether reasoning by token budget demands that a tool turn begins with sealed reasoning. */
  readonly budgetNeedsSealedReasoning: boolean;
  /** Sources a file can come from. */
  readonly fileSources: readonly Media['source'][];
  /** Media types of images it takes; absent = any. */
  readonly imageTypes?: readonly string[];
  /** Media types of files it takes; absent = any. */
  readonly fileTypes?: readonly string[];
  /** Lifetimes a cache mark can ask for, in rising order. */
  readonly cacheLifetimes: readonly NonNullable<CacheMark['ttl']>[];
  /** Names of service tiers it knows. */
  readonly serviceTiers: readonly string[];
}

const cautious: DialectTraits = {
  cleanToolSchema: (schema) => addMissingProperties(mergeRootUnion(schema)),
  cleanOutputSchema: (schema) => schema,
  openAiStrictness: false,
  namespaces: false,
  systemAnywhere: false,
  resultErrorFlag: false,
  objectToolInput: true,
  refusals: false,
  blankText: true,
  requiresOutputLimit: false,
  userFirst: false,
  subsetToolChoice: false,
  readableReasoning: false,
  budgetNeedsSealedReasoning: false,
  fileSources: ['inline', 'file-id'],
  cacheLifetimes: ['5m', '1h'],
  serviceTiers: [],
};

const webImageTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

const traits: Partial<Record<Dialect, Partial<DialectTraits>>> = {
  'openai-chat': {
    systemAnywhere: true,
    openAiStrictness: true,
    objectToolInput: false,
    refusals: true,
    subsetToolChoice: true,
    serviceTiers: ['auto', 'default', 'flex', 'priority', 'scale'],
  },
  'openai-responses': {
    systemAnywhere: true,
    openAiStrictness: true,
    objectToolInput: false,
    refusals: true,
    namespaces: true,
    subsetToolChoice: true,
    fileSources: ['inline', 'file-id', 'url'],
    serviceTiers: ['auto', 'default', 'flex', 'priority', 'scale'],
  },
  'anthropic-messages': {
    cleanOutputSchema: toAnthropicFormatSchema,
    resultErrorFlag: true,
    blankText: false,
    requiresOutputLimit: true,
    userFirst: true,
    budgetNeedsSealedReasoning: true,
    fileSources: ['inline', 'file-id', 'url', 'text'],
    imageTypes: webImageTypes,
    fileTypes: ['application/pdf', 'text/plain'],
    serviceTiers: ['auto', 'standard_only'],
  },
  'bedrock-converse': {
    cleanOutputSchema: toAnthropicFormatSchema,
    resultErrorFlag: true,
    blankText: false,
    userFirst: true,
    budgetNeedsSealedReasoning: true,
    fileSources: ['inline', 's3', 'text'],
    imageTypes: webImageTypes,
  },
  gemini: {
    resultErrorFlag: true,
    userFirst: true,
    subsetToolChoice: true,
    fileSources: ['inline', 'file-id', 'url'],
  },
  'ollama-chat': { readableReasoning: true },
};

/**
 * Looks up what a dialect's requests can say. Dialects that are not described get cautious rules.
 *
 * @throws never
 */
export function traitsOf(dialect: Dialect): DialectTraits {
  return { ...cautious, ...traits[dialect] };
}
