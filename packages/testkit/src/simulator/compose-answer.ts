import type { AnswerScript, ScriptedUsage, SimulatedFinish } from './behaviour.ts';
import type {
  OfferedTool,
  SimulatedAnswer,
  SimulatedPrompt,
  SimulatedToolCall,
} from './dialect.ts';
import { sampleJson } from './sample-json.ts';

/** Rough measure that real tokenizers come near for English. */
const charactersPerToken = 4;

/** Estimates tokens. */
export const countTokens = (text: string): number => Math.ceil(text.length / charactersPerToken);

/** A made-up answer repeats no more of a message: a long one would become millions of events. */
const maxQuoteLength = 10_000;

/** Cuts a text, never through a surrogate pair. */
const cutText = (text: string, length: number): string =>
  text.slice(0, length).replace(/[\ud800-\udbff]$/, '');

const quote = (text: string): string =>
  text.length > maxQuoteLength ? `${cutText(text, maxQuoteLength)}…` : text;

const escapeForPattern = (text: string): string => text.replace(/[^A-Za-z0-9]/g, '\\$&');

/** Tools whose name the user writes after the word "call". */
const toolsAskedFor = ({ tools, toolChoice, lastUserText }: SimulatedPrompt): OfferedTool[] => {
  if (toolChoice === 'none') return [];
  if (toolChoice === 'any') return tools.slice(0, 1);
  if (toolChoice !== 'auto') return tools.filter((tool) => tool.name === toolChoice.name);
  const text = quote(lastUserText);
  return tools.filter((tool) =>
    new RegExp(`\\bcall ${escapeForPattern(tool.name)}(?![\\w-])`, 'i').test(text),
  );
};

const inventToolCalls = (prompt: SimulatedPrompt): SimulatedToolCall[] => {
  if (prompt.toolResultText !== undefined) return [];
  return toolsAskedFor(prompt).map(({ name, kind, schema }) => ({
    name,
    kind,
    text: kind === 'freeform' ? 'example' : JSON.stringify(sampleJson(schema)),
  }));
};

const inventText = (prompt: SimulatedPrompt): string => {
  if (prompt.outputSchema) return JSON.stringify(sampleJson(prompt.outputSchema));
  const label = `This is a simulated answer from the built-in demo model "${prompt.model}"; no AI model was called.`;
  return prompt.toolResultText === undefined
    ? `${label} You said: ${quote(prompt.lastUserText)}`
    : `${label} The tool said: ${quote(prompt.toolResultText)}`;
};

/** The model that reasons without being asked. */
const reasoner = 'reasoner';

const inventReasoning = (prompt: SimulatedPrompt): string =>
  prompt.wantsReasoning || prompt.model === reasoner
    ? `Simulated reasoning: the last message has ${prompt.lastUserText.length} characters, and the answer repeats them.`
    : '';

/** Cuts a text into words, each with the blanks before it; joined they are the text again. */
const toPieces = (text: string): string[] => text.match(/\s*\S+|\s+$/g) ?? [];

interface Limited {
  readonly pieces: readonly string[];
  readonly finish: SimulatedFinish;
  readonly stopSequence?: string;
}

const firstStop = (text: string, stops: readonly string[]) => {
  const hits = stops
    .map((stop) => ({ stop, at: stop === '' ? -1 : text.indexOf(stop) }))
    .filter(({ at }) => at >= 0);
  return hits.sort((one, other) => one.at - other.at)[0];
};

/** Holds the text to the stop strings and the output limit of the request. */
const limitText = (pieces: readonly string[], prompt: SimulatedPrompt): Limited => {
  const text = pieces.join('');
  const stop = firstStop(text, prompt.stopStrings);
  const limit = (prompt.maxOutputTokens ?? Number.POSITIVE_INFINITY) * charactersPerToken;
  if (stop && stop.at <= limit) {
    const kept = toPieces(text.slice(0, stop.at));
    return { pieces: kept, finish: 'stop-sequence', stopSequence: stop.stop };
  }
  if (text.length > limit) return { pieces: toPieces(cutText(text, limit)), finish: 'length' };
  return { pieces, finish: 'stop' };
};

const scriptedCalls = (
  calls: NonNullable<AnswerScript['toolCalls']>,
  prompt: SimulatedPrompt,
): SimulatedToolCall[] =>
  calls.map((call) => ({
    ...(call.id !== undefined && { id: call.id }),
    name: call.name,
    kind: prompt.tools.find(({ name }) => name === call.name)?.kind ?? 'function',
    text: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments),
  }));

const inventUsage = (
  prompt: SimulatedPrompt,
  answer: Pick<SimulatedAnswer, 'pieces' | 'reasoning' | 'toolCalls'>,
): ScriptedUsage => {
  const called = answer.toolCalls.map((call) => call.name + call.text).join('');
  const reasoningTokens = countTokens(answer.reasoning);
  return {
    inputTokens: Math.max(1, countTokens(prompt.inputText)),
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: reasoningTokens + countTokens(answer.pieces.join('') + called),
    reasoningTokens,
  };
};

/**
 * Decides what a simulated answer says: what the script gives, the rest made up from the request.
 *
 * @returns always the same answer for the same request, script and identity
 * @throws never
 */
export function composeAnswer(
  prompt: SimulatedPrompt,
  script: AnswerScript,
  identity: Pick<SimulatedAnswer, 'serial' | 'createdAtMs'>,
): SimulatedAnswer {
  const toolCalls = script.toolCalls
    ? scriptedCalls(script.toolCalls, prompt)
    : script.text === undefined && !script.pieces
      ? inventToolCalls(prompt)
      : [];
  const reasoning = script.reasoning ?? inventReasoning(prompt);
  const unlimited =
    script.pieces ?? toPieces(script.text ?? (toolCalls.length > 0 ? '' : inventText(prompt)));
  const { pieces, finish, stopSequence } = limitText(unlimited, prompt);
  const said = { pieces, reasoning, toolCalls };
  return {
    ...identity,
    ...said,
    model: prompt.model,
    finish: script.finish ?? (toolCalls.length > 0 && finish === 'stop' ? 'tool-calls' : finish),
    ...(stopSequence !== undefined && { stopSequence }),
    usage: { ...inventUsage(prompt, said), ...script.usage },
  };
}
