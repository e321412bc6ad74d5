import type { GenerateRequest, Json, OutputSettings, Turn } from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { traitsOf } from './dialect-traits.ts';
import { forceOutputTool } from './force-output-tool.ts';
import { replaceTurns } from './replace-turns.ts';
import { isOpenAiStrictSchema, toOpenAiStrictSchema } from './schema/openai-strict.ts';
import { without } from './without.ts';

type Format = NonNullable<OutputSettings['format']>;
type SchemaFormat = Extract<Format, { type: 'json-schema' }>;

/**
 * Holds the answer to the form asked for by the best means the target has: natively, by a forced
 * tool whose input is the answer, or by an instruction.
 */
export const fitOutputFormat: AdaptStep = (request, context) => {
  const format = request.output?.format;
  if (!format) return request;
  switch (format.type) {
    case 'text':
      return context.sameDialect ? request : withFormat(request, undefined);
    case 'json':
      return fitJson(request, context);
    case 'json-schema':
      return fitSchema(request, format, context);
    case 'grammar':
      return context.sameDialect ? request : dropGrammar(request, context);
  }
};

function fitJson(request: GenerateRequest, context: AdaptContext): GenerateRequest {
  if (context.target.output.jsonObject === 'native') {
    // OpenAI refuses the format unless some message speaks of JSON.
    return context.sameDialect || mentionsJson(request.turns) ? request : instruct(request);
  }
  noteEmulated('the answer is asked to be JSON by an instruction', context);
  return withFormat(instruct(request), undefined);
}

function fitSchema(
  request: GenerateRequest,
  format: SchemaFormat,
  context: AdaptContext,
): GenerateRequest {
  const means = context.target.output.jsonSchema;
  if (means === 'native') return fitNative(request, format, context);
  const forced = means === 'forced-tool' ? forceOutputTool(request, format, context) : undefined;
  if (forced) {
    noteEmulated('the answer is taken from the input of a forced tool', context);
    return withFormat(forced, undefined);
  }
  noteEmulated('the schema of the answer is given as an instruction', context);
  const native = context.target.output.jsonObject === 'native';
  return withFormat(instruct(request, format.schema), native ? { type: 'json' } : undefined);
}

function fitNative(
  request: GenerateRequest,
  format: SchemaFormat,
  context: AdaptContext,
): GenerateRequest {
  if (context.sameDialect) return request;
  const { cleanOutputSchema, openAiStrictness } = traitsOf(context.to);
  const strict = format.strict ?? (openAiStrictness && isOpenAiStrictSchema(format.schema));
  const cleaned = cleanOutputSchema(format.schema);
  const schema = openAiStrictness && strict ? toOpenAiStrictSchema(cleaned) : cleaned;
  if (schema !== format.schema) {
    const path = context.pathOf('output.format');
    const detail = 'the schema of the answer is simplified';
    context.loss.add({ severity: 'approximated', code: 'schema_approximated', path, detail });
  }
  return withFormat(request, { ...format, schema, ...(openAiStrictness && { strict }) });
}

function dropGrammar(request: GenerateRequest, context: AdaptContext): GenerateRequest {
  const path = context.pathOf('output.format');
  const detail = 'the target cannot hold its answer to a grammar';
  context.loss.add({ severity: 'dropped', code: 'field_dropped', path, detail });
  return withFormat(request, undefined);
}

function withFormat(request: GenerateRequest, format: Format | undefined): GenerateRequest {
  const output = without(request.output ?? {}, 'format');
  return { ...request, output: format ? { ...output, format } : output };
}

/** Adds the instruction to the end of the system text at the start. */
function instruct(request: GenerateRequest, schema?: Json): GenerateRequest {
  const words = schema
    ? `Answer with JSON only, without any other text. The JSON must match this schema:\n${JSON.stringify(schema)}`
    : 'Answer with one JSON object only, without any other text.';
  const turn: Turn = { role: 'system', parts: [{ type: 'text', text: words }] };
  const start = request.turns.findIndex(({ role }) => role !== 'system' && role !== 'developer');
  const at = start < 0 ? request.turns.length : start;
  const turns = [...request.turns.slice(0, at), turn, ...request.turns.slice(at)];
  return replaceTurns(request, turns);
}

function mentionsJson(turns: readonly Turn[]): boolean {
  return turns.some(({ parts }) =>
    parts.some((part) => part.type === 'text' && /json/i.test(part.text)),
  );
}

function noteEmulated(detail: string, { loss, pathOf }: AdaptContext): void {
  const path = pathOf('output.format');
  loss.add({ severity: 'approximated', code: 'output_format_emulated', path, detail });
}
