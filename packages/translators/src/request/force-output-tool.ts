import {
  type FunctionTool,
  type GenerateRequest,
  isJsonObject,
  type OutputSettings,
} from '@gateway/spec';
import type { AdaptContext } from './adapt-context.ts';
import { traitsOf } from './dialect-traits.ts';
import { isObjectSchema } from './schema/is-object-schema.ts';

type SchemaFormat = Extract<NonNullable<OutputSettings['format']>, { type: 'json-schema' }>;

const description = 'Gives the final answer. Its input is the answer.';

/**
 * Asks for a structured answer as the input of a tool that the model must call. Beside other tools
 * the model must call any of them, so that it can still work before it answers.
 *
 * @returns `undefined` where a tool cannot hold the answer: no tools, or no object
 * @throws never
 */
export function forceOutputTool(
  request: GenerateRequest,
  format: SchemaFormat,
  context: AdaptContext,
): GenerateRequest | undefined {
  const { target, exchange, to } = context;
  const { schema } = format;
  if (!target.tools.functions || !isJsonObject(schema) || !isObjectSchema(schema)) return undefined;
  // The client demands a call of its own tool, whose input no format applies to.
  if (request.toolChoice?.mode === 'tool') return request;
  const tool: FunctionTool = {
    type: 'function',
    name: freeName(request),
    description: format.description ?? description,
    inputSchema: traitsOf(to).cleanToolSchema(schema),
  };
  exchange.forcedOutputTool = tool.name;
  const others = request.tools.length > 0 && request.toolChoice?.mode !== 'none';
  return {
    ...request,
    tools: [...request.tools, tool],
    toolChoice: others ? { mode: 'any' } : { mode: 'tool', toolName: tool.name },
    ...(target.tools.parallelSetting && { parallelToolCalls: false }),
  };
}

function freeName({ tools }: GenerateRequest): string {
  const taken = new Set(tools.flatMap((tool) => ('name' in tool ? [tool.name] : [])));
  let name = 'json';
  for (let round = 2; taken.has(name); round += 1) name = `json_${round}`;
  return name;
}
