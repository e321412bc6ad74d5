import type { FunctionTool, Json, ToolDefinition } from '@gateway/spec';
import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { traitsOf } from './dialect-traits.ts';
import { addMissingProperties } from './schema/add-missing-properties.ts';
import { isOpenAiStrictSchema } from './schema/openai-strict.ts';

/**
 * Makes the schemas of functions fit for another dialect, and takes off settings that only the
 * client's dialect knows.
 */
export const fitToolSchemas: AdaptStep = (request, context) => {
  const tools = request.tools.map((tool, index) => {
    if (tool.type !== 'function') return tool;
    const path = tool.wire?.path ?? `${context.pathOf('tools')}[${index}]`;
    const place = { ...context, path };
    return context.sameDialect ? fitStrict(tool, place) : fitTool(tool, place);
  });
  const same = tools.every((tool, at) => tool === request.tools[at]);
  return same ? request : { ...request, tools };
};

type Place = AdaptContext & { readonly path: string };

function fitTool(tool: FunctionTool, place: Place): ToolDefinition {
  const given: Json = tool.inputSchema ?? { type: 'object', properties: {} };
  const inputSchema = traitsOf(place.to).cleanToolSchema(given);
  // Adding an empty list of properties changes nothing of what a schema says.
  if (inputSchema !== given && !sameMeaning(inputSchema, given)) {
    noteSchema('the schema of a tool is simplified', place);
  }
  return fitStrict({ ...dropOwnSettings(tool, place), inputSchema }, place);
}

function sameMeaning(cleaned: Json, given: Json): boolean {
  return JSON.stringify(addMissingProperties(given)) === JSON.stringify(cleaned);
}

function dropOwnSettings(tool: FunctionTool, { loss, path }: Place): FunctionTool {
  const { outputSchema, inputExamples, allowedCallers, eagerInputStreaming: _, ...rest } = tool;
  const indirect = allowedCallers?.some((caller) => caller !== 'direct');
  if (outputSchema !== undefined || inputExamples !== undefined || indirect) {
    const detail = 'settings of a tool that the target does not know';
    loss.add({ severity: 'dropped', code: 'field_dropped', path, detail });
  }
  return rest;
}

function fitStrict(tool: FunctionTool, place: Place): FunctionTool {
  const { strict, ...rest } = tool;
  if (strict === undefined) return tool;
  const fits =
    place.sameDialect || !traitsOf(place.to).openAiStrictness || isStrictEnough(tool.inputSchema);
  if (place.target.tools.strict && (strict === false || fits)) return tool;
  if (strict) noteSchema('the model is not held to the schema of a tool', place);
  return rest;
}

function isStrictEnough(schema: Json | undefined): boolean {
  return schema !== undefined && isOpenAiStrictSchema(schema);
}

function noteSchema(detail: string, { loss, path }: Place): void {
  loss.add({ severity: 'approximated', code: 'schema_approximated', path, detail });
}
