import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../clock/virtual-clock.ts';
import { createSimulator } from './create-simulator.ts';

const ask = (path: string, body: string) => {
  const response = createSimulator({ clock: createVirtualClock() }).handle({
    method: 'POST',
    path,
    headers: {},
    body: new TextEncoder().encode(body),
  });
  const bytes = [...response.chunks].filter((chunk) => chunk instanceof Uint8Array);
  const text = bytes.map((piece) => new TextDecoder().decode(piece)).join('');
  return { status: response.status, text, size: text.length };
};

const chat = (members: object) =>
  ask(
    '/v1/chat/completions',
    JSON.stringify({ model: 'echo', messages: [{ role: 'user', content: 'call f' }], ...members }),
  );
const withTool = (parameters: object) =>
  chat({ tools: [{ type: 'function', function: { name: 'f', parameters } }] });
const argumentsOf = (text: string): unknown => /"arguments":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];

/** What demo models are asked comes from anybody, so no request may make much of little. */
describe('the simulator', () => {
  it.each([0, -1, 2.5, 17, 1e9])('refuses to answer %d times', (n) => {
    const { status, text } = chat({ n });
    expect(status).toBe(400);
    expect(text).toContain("Invalid 'n'");
  });

  it.each(['/v1/chat/completions', '/v1/messages'])('refuses an empty output at %s', (path) => {
    const messages = [{ role: 'user', content: 'Hi' }];
    const { status, text } = ask(path, JSON.stringify({ model: 'echo', messages, max_tokens: 0 }));
    expect([status, text]).toEqual([400, expect.stringContaining('max_tokens')]);
  });

  it.each(['/v1/chat/completions', '/v1/messages', '/v1/messages/count_tokens'])(
    'refuses a body nested beyond reason at %s',
    (path) => {
      const content = '['.repeat(100_000) + ']'.repeat(100_000);
      const body = `{"model":"echo","max_tokens":5,"messages":[{"role":"user","content":${content}}]}`;
      expect(ask(path, body).status).toBe(400);
    },
  );

  it.each(['word '.repeat(400_000), ' '.repeat(2_000_000), '🙂'.repeat(500_000)])(
    'repeats a long message in part, as a stream of bounded size',
    (content) => {
      const { status, text, size } = chat({ stream: true, messages: [{ role: 'user', content }] });
      expect(status).toBe(200);
      expect(size).toBeLessThan(1_000_000);
      expect(text).not.toContain('\\ud');
    },
  );

  it('cuts no character in two where the output limit falls into one', () => {
    for (const limit of [24, 25, 26, 27]) {
      const messages = [{ role: 'user', content: `${'x'.repeat(limit % 4)}${'🙂'.repeat(50)}` }];
      expect(chat({ max_tokens: limit, messages }).text).not.toContain('\\ud');
    }
  });

  it('cuts schemas short that refer to themselves many times', () => {
    const names = Array.from({ length: 9 }, (_, at) => `m${at}`);
    const node = {
      type: 'object',
      required: names,
      properties: Object.fromEntries(names.map((name) => [name, { $ref: '#/$defs/node' }])),
    };
    const { status, size } = withTool({ $ref: '#/$defs/node', $defs: { node } });
    expect(status).toBe(200);
    expect(size).toBeLessThan(100_000);
  });

  it('takes names that every object inherits for the names they are', () => {
    expect(argumentsOf(withTool({ type: 'constructor' }).text)).toBe('null');
    expect(argumentsOf(withTool({ $ref: '#/constructor/prototype' }).text)).toBe('{}');
    const schema = JSON.parse('{"required":["__proto__"],"properties":{"__proto__":{"const":1}}}');
    expect(argumentsOf(withTool(schema).text)).toBe('{\\"__proto__\\":1}');
  });
});
