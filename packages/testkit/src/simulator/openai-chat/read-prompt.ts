import type { Json, JsonObject } from '@gateway/spec';
import type {
  OfferedTool,
  SimulatedDialect,
  SimulatedPrompt,
  SimulatedRefusal,
} from '../dialect.ts';
import { toContentText, toObject, toObjects, toStrings, toText } from '../read-json.ts';

const readTools = (body: JsonObject): OfferedTool[] =>
  toObjects(body['tools']).flatMap((tool): OfferedTool[] => {
    const described = toObject(tool['function']);
    const name = toText(described['name']);
    if (name) return [{ name, kind: 'function', schema: toObject(described['parameters']) }];
    const freeform = toText(toObject(tool['custom'])['name']);
    return freeform ? [{ name: freeform, kind: 'freeform', schema: {} }] : [];
  });

const readToolChoice = (choice: Json | undefined): SimulatedPrompt['toolChoice'] => {
  if (choice === 'none') return 'none';
  if (choice === 'required') return 'any';
  const named = toObject(choice);
  const name = toText(toObject(named['function'] ?? named['custom'])['name']);
  return name ? { name } : 'auto';
};

const readOutputSchema = (body: JsonObject): JsonObject | undefined => {
  const format = toObject(body['response_format']);
  if (format['type'] === 'json_object') return {};
  if (format['type'] !== 'json_schema') return undefined;
  return toObject(toObject(format['json_schema'])['schema']);
};

const wantsReasoning = (body: JsonObject): boolean => {
  const effort = body['reasoning_effort'] ?? toObject(body['reasoning'])['effort'];
  return effort !== undefined && effort !== null && effort !== 'none';
};

const readLimit = (body: JsonObject): number | undefined => {
  const limit = body['max_completion_tokens'] ?? body['max_tokens'];
  return typeof limit === 'number' ? limit : undefined;
};

/** A vendor takes more; a request must not grow into hundreds of megabytes here. */
const maxChoices = 16;

const refuse = (param: string, message: string): { refusal: SimulatedRefusal } => ({
  refusal: { kind: 'invalid', message: `Invalid '${param}': ${message}`, param },
});

const findFault = (body: JsonObject): { refusal: SimulatedRefusal } | undefined => {
  if (!toText(body['model'])) {
    return { refusal: { kind: 'invalid', message: 'you must provide a model parameter' } };
  }
  if (toObjects(body['messages']).length === 0) {
    return refuse('messages', 'expected an array with minimum length 1.');
  }
  const { n } = body;
  if (typeof n === 'number' && !(Number.isInteger(n) && n >= 1 && n <= maxChoices)) {
    return refuse('n', `expected an integer from 1 to ${maxChoices}.`);
  }
  const limit = readLimit(body);
  return limit !== undefined && limit < 1
    ? refuse('max_tokens', 'expected a value of 1 or more.')
    : undefined;
};

const readConversation = (messages: readonly JsonObject[]) => {
  const last = messages.at(-1);
  const lastUser = messages.findLast((message) => message['role'] === 'user');
  return {
    lastUserText: toContentText(lastUser?.['content']),
    ...(last?.['role'] === 'tool' && { toolResultText: toContentText(last['content']) }),
  };
};

/** Reads a Chat Completions request. */
export const readPrompt: SimulatedDialect['readPrompt'] = (body) => {
  const fault = findFault(body);
  if (fault) return fault;
  const outputSchema = readOutputSchema(body);
  const maxOutputTokens = readLimit(body);
  return {
    prompt: {
      model: toText(body['model']),
      stream: body['stream'] === true,
      inputText: JSON.stringify([body['messages'], body['tools'] ?? '']),
      ...readConversation(toObjects(body['messages'])),
      tools: readTools(body),
      toolChoice: readToolChoice(body['tool_choice']),
      wantsReasoning: wantsReasoning(body),
      ...(outputSchema && { outputSchema }),
      ...(maxOutputTokens !== undefined && { maxOutputTokens }),
      stopStrings: toStrings(body['stop']),
      choiceCount: typeof body['n'] === 'number' ? body['n'] : 1,
      streamUsage: toObject(body['stream_options'])['include_usage'] === true,
    },
  };
};
