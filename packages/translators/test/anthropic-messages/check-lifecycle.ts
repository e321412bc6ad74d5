import type { WireEvent } from '@gateway/protocols';
import { isJsonObject, type Json, type JsonObject } from '@gateway/spec';

const deltaTypes: Readonly<Record<string, readonly string[]>> = {
  text: ['text_delta', 'citations_delta'],
  thinking: ['thinking_delta', 'signature_delta'],
  tool_use: ['input_json_delta'],
  server_tool_use: ['input_json_delta'],
  mcp_tool_use: ['input_json_delta'],
  compaction: ['compaction_delta'],
};

interface OpenBlock {
  readonly block: JsonObject;
  readonly deltas: JsonObject[];
}

/**
 * Holds an emitted Messages stream to the grammar that clients rely on.
 *
 * @throws `Error` naming the broken rule
 */
export function checkLifecycle(events: readonly WireEvent[]): void {
  let phase: 'before' | 'open' | 'finishing' | 'done' = 'before';
  let nextIndex = 0;
  let open: OpenBlock | undefined;
  let toolUses = 0;
  const demand = (holds: boolean, rule: string, data: string): void => {
    if (!holds) throw new Error(`${rule}: ${data.slice(0, 200)}`);
  };
  for (const { event, data } of events) {
    const body = JSON.parse(data) as JsonObject;
    demand(event === body['type'], 'every event bears its name', data);
    demand(phase !== 'done', 'nothing follows the terminal event', data);
    switch (event) {
      case 'message_start':
        demand(phase === 'before', 'there is one start', data);
        checkStart(body['message'], (holds, rule) => demand(holds, rule, data));
        phase = 'open';
        break;
      case 'content_block_start': {
        demand(phase === 'open' && open === undefined, 'one block is open at a time', data);
        demand(body['index'] === nextIndex, 'indexes count without gaps', data);
        nextIndex += 1;
        const block = body['content_block'] as JsonObject;
        checkBlockStart(block, (holds, rule) => demand(holds, rule, data));
        if (block['type'] === 'tool_use') toolUses += 1;
        open = { block, deltas: [] };
        break;
      }
      case 'content_block_delta': {
        const delta = body['delta'] as JsonObject;
        demand(
          open !== undefined && body['index'] === nextIndex - 1,
          'deltas grow the open block',
          data,
        );
        const allowed = deltaTypes[String(open?.block['type'])];
        demand(!allowed || allowed.includes(String(delta['type'])), 'a delta fits its block', data);
        open?.deltas.push(delta);
        break;
      }
      case 'content_block_stop':
        demand(open !== undefined && body['index'] === nextIndex - 1, 'the open block ends', data);
        if (open) checkWholeBlock(open, (holds, rule) => demand(holds, rule, data));
        open = undefined;
        break;
      case 'message_delta': {
        demand(phase === 'open' && open === undefined, 'all blocks end before the message', data);
        const { stop_reason: reason } = body['delta'] as JsonObject;
        demand(typeof reason === 'string', 'the end has a reason', data);
        if (reason === 'tool_use') demand(toolUses > 0, 'tool_use stands for a call', data);
        const usage = body['usage'] as JsonObject;
        demand(typeof usage['output_tokens'] === 'number', 'output tokens are a number', data);
        demand(typeof usage['input_tokens'] === 'number', 'input tokens are repeated', data);
        phase = 'finishing';
        break;
      }
      case 'message_stop':
        demand(phase === 'finishing', 'the end is announced', data);
        phase = 'done';
        break;
      case 'error':
        phase = 'done';
        break;
      default:
        demand(event === 'ping' && phase !== 'before', 'other events are pings', data);
    }
  }
  if (phase !== 'done') throw new Error('the stream has no terminal event');
}

type Demand = (holds: boolean, rule: string) => void;

function checkStart(message: Json | undefined, demand: Demand): void {
  const source = isJsonObject(message) ? message : {};
  demand(Array.isArray(source['content']) && source['content'].length === 0, 'the start is empty');
  demand(source['stop_reason'] === null, 'the start has no stop reason');
  const usage = isJsonObject(source['usage']) ? source['usage'] : {};
  demand(typeof usage['input_tokens'] === 'number', 'the start tells the input tokens');
}

function checkBlockStart(block: JsonObject, demand: Demand): void {
  switch (block['type']) {
    case 'text':
      demand(block['text'] === '', 'text comes in deltas');
      break;
    case 'thinking':
      demand(block['thinking'] === '' && block['signature'] === '', 'thinking starts empty');
      break;
    case 'tool_use':
      demand(typeof block['id'] === 'string' && block['id'] !== '', 'a call has an id');
      demand(typeof block['name'] === 'string' && block['name'] !== '', 'a call has a name');
      demand(JSON.stringify(block['input']) === '{}', 'arguments come in deltas');
      break;
    default:
  }
}

function checkWholeBlock({ block, deltas }: OpenBlock, demand: Demand): void {
  if (block['type'] === 'text') demand(deltas.length > 0, 'no text block is empty');
  const signatures = deltas.flatMap(({ type }, at) => (type === 'signature_delta' ? [at] : []));
  demand(signatures.length <= 1, 'a signature comes once');
  demand(
    signatures.every((at) => at === deltas.length - 1),
    'a signature comes last',
  );
  if (block['type'] !== 'tool_use') return;
  const input = deltas.map((delta) => String(delta['partial_json'])).join('');
  if (input !== '') JSON.parse(input);
}
