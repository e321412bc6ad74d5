import type {
  CacheSettings,
  GenerateRequest,
  IdentitySettings,
  LimitSettings,
  OutputSettings,
  SamplingSettings,
} from '@gateway/spec';
import { takeOutputFormat } from './output-format.ts';
import { type FormHints, type Reader, wrongType } from './reader.ts';
import { takeReasoningSettings } from './reasoning-settings.ts';

/** Settings of a request and how they were written. */
export interface TakenSettings {
  readonly settings: Partial<GenerateRequest>;
  readonly form: FormHints;
}

/**
 * Takes everything of a request that is neither conversation nor tools.
 *
 * @throws `GatewayError` `invalid_request` naming the field
 */
export function takeSettings(body: Reader): TakenSettings {
  const output = takeOutput(body);
  const { limits, form: limitForm } = takeLimits(body);
  const sampling = takeSampling(body);
  const reasoning = takeReasoningSettings(body);
  const cache = takeCache(body);
  const store = body.boolean('store');
  const tier = body.filled('service_tier');
  const identity = takeIdentity(body);
  const webSearch = body.any('web_search_options');
  const streamUsage = body.child('stream_options')?.boolean('include_usage');
  return {
    settings: {
      ...(output && { output }),
      ...(limits && { limits }),
      ...(sampling && { sampling }),
      ...(reasoning && { reasoning: reasoning.reasoning }),
      ...(cache && { cache }),
      ...(store !== undefined && { continuity: { store } }),
      ...(tier !== undefined && { serving: { tier } }),
      ...(identity && { identity }),
      ...(webSearch !== undefined && { hosted: { webSearch } }),
      ...(streamUsage !== undefined && { streamUsage }),
    },
    form: { ...limitForm, reasoning: reasoning?.slot, reasoningWord: reasoning?.word },
  };
}

/** Keeps a group of settings only if it says something. */
function unlessEmpty<Group extends object>(group: Group): Group | undefined {
  return Object.keys(group).length === 0 ? undefined : group;
}

function takeOutput(body: Reader): OutputSettings | undefined {
  const format = takeOutputFormat(body);
  const verbosity = body.oneOf('verbosity', ['low', 'medium', 'high']);
  const modalities = takeModalities(body);
  const audio = body.object('audio');
  return unlessEmpty<OutputSettings>({
    ...(format && { format }),
    ...(verbosity !== undefined && { verbosity }),
    ...(modalities && { modalities }),
    ...(audio && { audio }),
  });
}

const modalityNames = ['text', 'audio', 'image'] as const;

function takeModalities(body: Reader): OutputSettings['modalities'] {
  const value = body.peek('modalities');
  if (!Array.isArray(value)) return undefined;
  const known = modalityNames.filter((name) => value.includes(name));
  // Order and repetition would be lost otherwise, so a list with something unknown stays whole.
  if (known.length !== value.length) return undefined;
  body.any('modalities');
  return value.flatMap((each) => modalityNames.find((name) => name === each) ?? []);
}

function takeLimits(body: Reader): { limits: LimitSettings | undefined; form: FormHints } {
  const newer = body.number('max_completion_tokens');
  const older = newer === undefined ? body.number('max_tokens') : undefined;
  const maxOutputTokens = newer ?? older;
  const isString = typeof body.peek('stop') === 'string';
  const stopSequences = takeStop(body);
  const choices = body.number('n');
  const limits = unlessEmpty<LimitSettings>({
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(stopSequences && { stopSequences }),
    ...(choices !== undefined && { choices }),
  });
  return { limits, form: { stop: isString ? 'string' : undefined } };
}

function takeStop(body: Reader): readonly string[] | undefined {
  const value = body.peek('stop');
  if (value == null || (Array.isArray(value) && value.length === 0)) return undefined;
  const list = Array.isArray(value) ? value : [value];
  const texts = list.filter((each) => typeof each === 'string');
  if (texts.length !== list.length) {
    throw wrongType(body.at('stop'), 'a string or an array of strings', value);
  }
  body.any('stop');
  return texts;
}

function takeSampling(body: Reader): SamplingSettings | undefined {
  const fields = {
    temperature: body.number('temperature'),
    topP: body.number('top_p'),
    topK: body.number('top_k'),
    minP: body.number('min_p'),
    presencePenalty: body.number('presence_penalty'),
    frequencyPenalty: body.number('frequency_penalty'),
    repetitionPenalty: body.number('repetition_penalty'),
    seed: body.number('seed'),
    logitBias: body.object('logit_bias'),
    logprobs: body.boolean('logprobs'),
    topLogprobs: body.number('top_logprobs'),
    prediction: body.any('prediction'),
  };
  const said = Object.entries(fields).filter(([, value]) => value !== undefined);
  // The members keep their names and types; only those without a value are gone.
  return unlessEmpty(Object.fromEntries(said) as SamplingSettings);
}

function takeCache(body: Reader): CacheSettings | undefined {
  const key = body.string('prompt_cache_key');
  const retention = body.string('prompt_cache_retention');
  const options = body.any('prompt_cache_options');
  return unlessEmpty<CacheSettings>({
    ...(key !== undefined && { key }),
    ...(retention !== undefined && { retention }),
    ...(options !== undefined && { options }),
  });
}

function takeIdentity(body: Reader): IdentitySettings | undefined {
  const user = body.string('user');
  const safetyIdentifier = body.string('safety_identifier');
  const metadata = body.object('metadata');
  return unlessEmpty<IdentitySettings>({
    ...(user !== undefined && { user }),
    ...(safetyIdentifier !== undefined && { safetyIdentifier }),
    ...(metadata && { metadata }),
  });
}
