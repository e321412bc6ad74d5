import type { GenerateRequest, LossCode, SamplingSettings, TargetProfile } from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { reasoningIsOn } from './reasoning-is-on.ts';
import { without } from './without.ts';

type Field = keyof SamplingSettings;

/** The capability that each setting needs. */
const capabilities: Readonly<Record<Field, keyof TargetProfile['sampling']>> = {
  temperature: 'temperature',
  topP: 'topP',
  topK: 'topK',
  minP: 'minP',
  presencePenalty: 'penalties',
  frequencyPenalty: 'penalties',
  repetitionPenalty: 'penalties',
  seed: 'seed',
  logitBias: 'logitBias',
  logprobs: 'logprobs',
  topLogprobs: 'logprobs',
  prediction: 'prediction',
};

/** Values that say what is so without them. */
const neutral: Partial<Record<Field, unknown>> = {
  temperature: 1,
  topP: 1,
  presencePenalty: 0,
  frequencyPenalty: 0,
  repetitionPenalty: 1,
  logprobs: false,
};

/** Settings that stay while a model reasons, even where sampling is refused then. */
const unsampled: readonly Field[] = ['seed', 'prediction'];

/** Leaves the sampling settings the target takes, within its range. */
export const fitSampling: AdaptStep = (request, context) => {
  const { sampling } = request;
  if (!sampling) return request;
  const reasons = refusalReasons(request, sampling, context);
  let kept: SamplingSettings = sampling;
  // `Object.keys` of the settings gives their field names.
  for (const field of Object.keys(sampling) as Field[]) {
    const reason = reasons(field);
    if (reason === undefined) continue;
    kept = without(kept, field);
    noteDropped(field, sampling[field], { ...context, reason });
  }
  return putSampling(request, clampTemperature(kept, context));
};

/** Tells why a field cannot stay; `undefined` = it can. */
function refusalReasons(
  request: GenerateRequest,
  sampling: SamplingSettings,
  { target, sameDialect }: AdaptContext,
): (field: Field) => string | undefined {
  const rules = target.sampling;
  const reasoning = rules.refusedWhileReasoning && reasoningIsOn(request, target);
  const crowded = !rules.temperatureWithTopP && rules.temperature;
  return (field) => {
    if (!rules[capabilities[field]]) return 'the target does not take it';
    const idle = sameDialect && sampling[field] === neutral[field];
    if (reasoning && !unsampled.includes(field) && !idle) return 'refused while the model reasons';
    const twofold = crowded && field === 'topP' && sampling.temperature !== undefined;
    return twofold ? 'refused beside a temperature' : undefined;
  };
}

function noteDropped(
  field: Field,
  value: unknown,
  { loss, pathOf, reason }: AdaptContext & { readonly reason: string },
): void {
  if (value === neutral[field]) return;
  const code: LossCode =
    capabilities[field] === 'logprobs' ? 'logprobs_dropped' : 'sampling_dropped';
  loss.add({ severity: 'dropped', code, path: pathOf(`sampling.${field}`), detail: reason });
}

function clampTemperature(
  sampling: SamplingSettings,
  { target, loss, pathOf }: AdaptContext,
): SamplingSettings {
  const { maxTemperature } = target.sampling;
  if (sampling.temperature === undefined || sampling.temperature <= maxTemperature) return sampling;
  loss.add({
    severity: 'approximated',
    code: 'sampling_clamped',
    path: pathOf('sampling.temperature'),
    detail: `the highest temperature of the target is ${maxTemperature}`,
  });
  return { ...sampling, temperature: maxTemperature };
}

function putSampling(request: GenerateRequest, sampling: SamplingSettings): GenerateRequest {
  if (sampling === request.sampling) return request;
  return Object.keys(sampling).length > 0 ? { ...request, sampling } : without(request, 'sampling');
}
