import type { Exchange } from '@gateway/spec';
import type { TranslationContext } from '../codec.ts';
import type { LossRecorder } from '../loss-recorder.ts';
import { createStopApplier } from './apply-stops.ts';
import { createAnswerCollector, type CollectedAnswer } from './collect-answer.ts';
import { createEmptyReasoningDropper } from './drop-empty-reasoning.ts';
import { createForeignPartDropper } from './drop-foreign-parts.ts';
import { createSealEnveloper } from './envelope-seals.ts';
import { createGrammarGuard } from './guard-grammar.ts';
import { createReasoningHider } from './hide-reasoning.ts';
import { createToolRestorer } from './restore-tools.ts';
import { createFinishSettler } from './settle-finish.ts';
import { composeStages, type StreamStage } from './stage.ts';
import { createSeedUnfolder } from './unfold-seeds.ts';
import { createOutputToolUnwrapper } from './unwrap-output-tool.ts';
import { createToolInputValidator } from './validate-tool-input.ts';

/** Everything between an upstream's events and those a client's encoder gets. */
export interface AnswerPipeline extends StreamStage {
  readonly answer: CollectedAnswer;
}

/** What the pipeline is built from. */
export interface AnswerPipelineOptions {
  readonly exchange: Exchange;
  readonly context: TranslationContext;
  readonly loss: LossRecorder;
}

/**
 * Builds the steps of one answer. Streams run through them as they come; complete answers are
 * replayed through the very same steps, so that both say the same.
 *
 * @throws never
 */
export function createAnswerPipeline(options: AnswerPipelineOptions): AnswerPipeline {
  const { exchange, context, loss } = options;
  const grammar = { newId: context.newId, model: exchange.requestedModel };
  const collector = createAnswerCollector({ exchange, loss });
  const stages = composeStages([
    createGrammarGuard(grammar),
    createSeedUnfolder(),
    createToolInputValidator(),
    ...(exchange.forcedOutputTool === undefined
      ? []
      : [createOutputToolUnwrapper(exchange.forcedOutputTool, loss)]),
    createToolRestorer({
      toolNames: exchange.toolNames,
      newToolCallId: () => context.newId(toolCallIdPrefix(exchange)),
    }),
    ...(exchange.emulatedStops?.length
      ? [createStopApplier({ stops: exchange.emulatedStops, choices: exchange.echo.choices ?? 1 })]
      : []),
    createForeignPartDropper({ from: exchange.from, to: exchange.to, loss }),
    createFinishSettler(),
    collector,
    ...(exchange.echo.showReasoning === false ? [createReasoningHider()] : []),
    createSealEnveloper({ exchange, sealKey: context.sealKey, loss }),
    createEmptyReasoningDropper(),
    createGrammarGuard(grammar),
  ]);
  return { answer: collector.answer, push: (event) => stages.push(event) };
}

// Clients take any id, but some log or check the look of their own dialect's.
function toolCallIdPrefix({ from }: Exchange): string {
  return from === 'anthropic-messages' ? 'toolu_' : 'call_';
}
