import type { GenerateRequest } from '@gateway/spec';
import {
  type AdaptOptions,
  type AdaptStep,
  createAdaptContext,
  type ExchangePatch,
  toExchangePatch,
} from './adapt-context.ts';
import { checkContinuity } from './check-continuity.ts';
import { checkToolChoice } from './check-tool-choice.ts';
import { collectAddedTools } from './collect-added-tools.ts';
import { describeToolReferences } from './describe-tool-references.ts';
import { dropAttribution } from './drop-attribution.ts';
import { dropUnknownFields } from './drop-unknown-fields.ts';
import { enforceStrict } from './enforce-strict.ts';
import { fitCacheMarks } from './fit-cache-marks.ts';
import { fitLimits } from './fit-limits.ts';
import { fitMedia } from './fit-media.ts';
import { fitNativeTools } from './fit-native-tools.ts';
import { fitOutputFormat } from './fit-output-format.ts';
import { fitParts } from './fit-parts.ts';
import { fitReasoning } from './fit-reasoning.ts';
import { fitReasoningHistory } from './fit-reasoning-history.ts';
import { fitSampling } from './fit-sampling.ts';
import { fitSettings } from './fit-settings.ts';
import { fitStopSequences } from './fit-stop-sequences.ts';
import { fitToolChoice } from './fit-tool-choice.ts';
import { fitToolInput } from './fit-tool-input.ts';
import { fitToolSchemas } from './fit-tool-schemas.ts';
import { identifyToolCalls } from './identify-tool-calls.ts';
import { markFailedResults } from './mark-failed-results.ts';
import { moveResultMedia } from './move-result-media.ts';
import { moveSystemTurns } from './move-system-turns.ts';
import { nameTools } from './name-tools.ts';

import { openEnvelopes } from './open-envelopes.ts';
import { repairHistory } from './repair-history.ts';
import { restoreSeals } from './restore-seals.ts';
import { switchReasoningOff } from './switch-reasoning-off.ts';
import { trimText } from './trim-text.ts';
import { wrapFreeformTools } from './wrap-freeform-tools.ts';

/** In this order: what refuses first, then turns, tools and settings. */
const steps: readonly AdaptStep[] = [
  dropUnknownFields,
  checkContinuity,
  openEnvelopes,
  // Kept state is found by the client's tool-call ids, so before they change.
  restoreSeals,
  fitReasoningHistory,
  dropAttribution,
  collectAddedTools,
  checkToolChoice,
  fitParts,
  fitMedia,
  trimText,
  repairHistory,
  markFailedResults,
  moveSystemTurns,
  fitNativeTools,
  nameTools,
  describeToolReferences,
  wrapFreeformTools,
  identifyToolCalls,
  fitToolInput,
  // Labels of moved media name the tool and the call as the target knows them.
  moveResultMedia,
  fitToolSchemas,
  fitToolChoice,
  fitOutputFormat,
  fitReasoning,
  switchReasoningOff,
  fitLimits,
  fitStopSequences,
  fitSampling,
  fitCacheMarks,
  fitSettings,
];

/**
 * Turns a request as the client meant it into one that a target takes, and decides what the way
 * back must know. Between two dialects, and within one, by the same steps: each changes only what
 * the target does not take, and reports what it changes.
 *
 * @returns the adapted request, and the fields of the exchange that adapting decides
 * @throws `GatewayError` `unsupported`, `invalid_request` or `state_missing` with the place in the
 * client's body as `param`; in strict mode also for every loss of severity `dropped`
 */
export function adaptRequest(
  request: GenerateRequest,
  options: AdaptOptions,
): { readonly request: GenerateRequest; readonly exchange: ExchangePatch } {
  const context = createAdaptContext(request, options);
  const adapted = steps.reduce((current, step) => step(current, context), request);
  if (options.context.strict) enforceStrict(options.loss.entries);
  return { request: adapted, exchange: toExchangePatch(context.exchange, request) };
}
