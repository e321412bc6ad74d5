import type { Json, JsonObject } from '@gateway/spec';
import type { OfferedTool, SimulatedDialect, SimulatedPrompt } from '../dialect.ts';
import { toContentText, toObject, toObjects, toStrings, toText } from '../read-json.ts';

const readTools = (body: JsonObject): OfferedTool[] =>
  toObjects(body['tools'])
    // Tools without a schema are run by the vendor; the simulator has none of those.
    .filter((tool) => tool['input_schema'] !== undefined)
    .map((tool) => ({
      name: toText(tool['name']),
      kind: 'function',
      schema: toObject(tool['input_schema']),
    }));

const readToolChoice = (choice: Json | undefined): SimulatedPrompt['toolChoice'] => {
  const { type, name } = toObject(choice);
  if (type === 'none' || type === 'any') return type;
  return type === 'tool' ? { name: toText(name) } : 'auto';
};

const readOutputSchema = (body: JsonObject): JsonObject | undefined => {
  const format = toObject(toObject(body['output_config'])['format'] ?? body['output_format']);
  return format['type'] === 'json_schema' ? toObject(format['schema']) : undefined;
};

const wantsReasoning = (body: JsonObject): boolean => {
  const { type } = toObject(body['thinking']);
  return type === 'enabled' || type === 'adaptive';
};

const readConversation = (messages: readonly JsonObject[]) => {
  const users = messages.filter((message) => message['role'] === 'user');
  const textOf = (message: JsonObject): string =>
    typeof message['content'] === 'string'
      ? message['content']
      : toContentText(
          toObjects(message['content']).filter((block) => block['type'] !== 'tool_result'),
        );
  const results = toObjects(messages.at(-1)?.['content']).filter(
    (block) => block['type'] === 'tool_result',
  );
  return {
    lastUserText: users.map(textOf).findLast((text) => text !== '') ?? '',
    ...(results.length > 0 && { toolResultText: toContentText(results) }),
  };
};

const findFault = (body: JsonObject, needsLimit: boolean): string | undefined => {
  if (!toText(body['model'])) return 'model: Field required';
  if (!Array.isArray(body['messages'])) return 'messages: Field required';
  if (body['messages'].length === 0) return 'messages: at least one message is required';
  const limit = body['max_tokens'];
  if (needsLimit && typeof limit !== 'number') return 'max_tokens: Field required';
  return typeof limit === 'number' && limit < 1 ? 'max_tokens: must be 1 or more' : undefined;
};

const toPrompt = (body: JsonObject): SimulatedPrompt => {
  const outputSchema = readOutputSchema(body);
  const limit = body['max_tokens'];
  return {
    model: toText(body['model']),
    stream: body['stream'] === true,
    inputText: JSON.stringify([body['system'] ?? '', body['messages'] ?? '', body['tools'] ?? '']),
    ...readConversation(toObjects(body['messages'])),
    tools: readTools(body),
    toolChoice: readToolChoice(body['tool_choice']),
    wantsReasoning: wantsReasoning(body),
    ...(outputSchema && { outputSchema }),
    ...(typeof limit === 'number' && { maxOutputTokens: limit }),
    stopStrings: toStrings(body['stop_sequences']),
    choiceCount: 1,
    streamUsage: true,
  };
};

const readWith =
  (needsLimit: boolean): SimulatedDialect['readPrompt'] =>
  (body) => {
    const fault = findFault(body, needsLimit);
    return fault === undefined
      ? { prompt: toPrompt(body) }
      : { refusal: { kind: 'invalid', message: fault } };
  };

/** Reads a Messages request. */
export const readPrompt = readWith(true);

/** Reads a request to count tokens, which needs no output limit. */
export const readCountPrompt = readWith(false);
