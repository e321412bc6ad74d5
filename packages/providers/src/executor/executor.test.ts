import { parseJson } from '@gateway/protocols';
import {
  GatewayError,
  type ProviderDefinition,
  type Transport,
  type TransportReceiver,
  type TransportRequest,
} from '@gateway/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findProvider } from '../providers.ts';
import { buildHeaders } from './build-headers.ts';
import { buildUrl } from './build-url.ts';
import { createExecutor, type ExecuteOptions } from './create-executor.ts';
import { encodeBody } from './encode-body.ts';
import { isForbiddenFromClient, isSafeHeader } from './header-rules.ts';

const provider = (id: string): ProviderDefinition => {
  const found = findProvider(id);
  if (!found) throw new Error(`no provider ${id}`);
  return found;
};
const anthropic = provider('anthropic');
const openai = provider('openai');

const timeouts = { connectMs: 1, headersMs: 2, idleMs: 3, totalMs: 4 };

const fakeTransport = () => {
  const sent: TransportRequest[] = [];
  const transport: Transport = {
    send(request) {
      sent.push(request);
      return { pause: () => undefined, resume: () => undefined, abort: () => undefined };
    },
    close: async () => undefined,
  };
  return { sent, transport };
};

const createReceiver = () => {
  const errors: GatewayError[] = [];
  const receiver: TransportReceiver = {
    onHead: () => undefined,
    onBytes: () => undefined,
    onEnd: () => undefined,
    onError: (error) => errors.push(error),
  };
  return { errors, receiver };
};

const execute = async (options: Partial<ExecuteOptions> = {}) => {
  const { sent, transport } = fakeTransport();
  const { errors, receiver } = createReceiver();
  const executor = createExecutor({ transport, version: '1.2.3' });
  executor.execute(
    {
      provider: anthropic,
      connection: { apiKey: 'sk-test' },
      operation: 'generate',
      request: { model: 'm', stream: false, body: { kind: 'json', value: { a: 1 } } },
      timeouts,
      ...options,
    },
    receiver,
  );
  const told = errors.length;
  await Promise.resolve();
  return { request: sent[0], error: errors[0], told };
};

const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'none';
  } catch (error) {
    return GatewayError.is(error) ? error.code : 'foreign';
  }
};

describe('createExecutor', () => {
  it('sends what a plain request needs, and nothing else', async () => {
    const { request } = await execute();
    expect({
      ...request,
      body: new TextDecoder().decode(request?.body as Uint8Array),
    }).toMatchInlineSnapshot(`
      {
        "body": "{"a":1}",
        "headers": {
          "accept": "application/json",
          "anthropic-version": "2023-06-01",
          "content-type": "application/json",
          "user-agent": "gateway/1.2.3",
          "x-api-key": "sk-test",
        },
        "method": "POST",
        "timeouts": {
          "connectMs": 1,
          "headersMs": 2,
          "idleMs": 3,
          "totalMs": 4,
        },
        "url": "https://api.anthropic.com/v1/messages",
      }
    `);
  });

  it('asks for streams without compression and hands over query and private origins', async () => {
    const { request } = await execute({
      provider: openai,
      connection: { baseUrl: 'http://127.0.0.1:1/v1', privateOrigins: ['http://127.0.0.1:1'] },
      request: {
        model: 'm',
        stream: true,
        query: { beta: 'true' },
        body: { kind: 'bytes', mediaType: 'application/json', bytes: new Uint8Array([123, 125]) },
      },
    });
    expect(request?.url).toBe('http://127.0.0.1:1/v1/chat/completions?beta=true');
    expect(request?.headers['accept-encoding']).toBe('identity');
    expect(request?.headers['authorization']).toBeUndefined();
    expect(request?.privateOrigins).toEqual(['http://127.0.0.1:1']);
  });

  it('sends no body and no content type with a list of models', async () => {
    const { request } = await execute({
      operation: 'models',
      request: { model: '', stream: false, body: { kind: 'none' } },
    });
    expect(request?.method).toBe('GET');
    expect(request?.body).toBeUndefined();
    expect(request?.headers['content-type']).toBeUndefined();
  });

  it.each<[string, Partial<ExecuteOptions>]>([
    ['unsupported', { operation: 'rerank' }],
    ['internal', { provider: provider('openai-compatible'), connection: {} }],
    ['egress_denied', { connection: { baseUrl: 'not an address' } }],
    ['upstream_credential_rejected', { connection: { apiKey: 'sk-test\n' } }],
    ['internal', { connection: { headers: { host: 'evil.example.com' } } }],
    ['internal', { connection: { headers: { 'User-Agent': 'somebody else' } } }],
    ['internal', { connection: { headers: { 'x-note': 'a\r\nb: c' } } }],
    ['invalid_request', { clientHeaders: { 'anthropic-beta': 'a\r\nb: c' } }],
    ['unsupported', { request: { model: 'm', stream: false, body: { kind: 'form', parts: [] } } }],
  ])('refuses with %s, after it has returned, what cannot be sent', async (code, options) => {
    const { request, error, told } = await execute(options);
    expect([request, told, error?.code]).toEqual([undefined, 0, code]);
  });
});

describe('buildHeaders', () => {
  it('passes only listed headers of the client, and never one that says who it is', () => {
    const headers = buildHeaders({
      provider: {
        ...anthropic,
        passHeaders: ['anthropic-beta', 'authorization', 'host', 'cookie'],
      },
      clientHeaders: {
        'Anthropic-Beta': ['one', 'two'],
        authorization: 'Bearer stolen',
        host: 'evil.example.com',
        cookie: 'a=b',
        'x-forwarded-for': '1.2.3.4',
        'x-unlisted': 'x',
      },
      apiKey: 'sk-test',
      own: {},
    });
    expect(headers).toEqual({
      'anthropic-version': '2023-06-01',
      'anthropic-beta': ['one', 'two'],
      'x-api-key': 'sk-test',
    });
  });

  it('lets later sources win: provider, client, request, operator, credential', () => {
    const headers = buildHeaders({
      provider: anthropic,
      clientHeaders: { 'anthropic-version': '2024-01-01', 'anthropic-beta': 'client' },
      requestHeaders: { 'anthropic-beta': 'request' },
      connectionHeaders: { 'X-Api-Key': 'from-header', 'x-team': 'blue' },
      apiKey: 'sk-test',
      own: { accept: '*/*' },
    });
    expect(headers).toEqual({
      'anthropic-version': '2024-01-01',
      'anthropic-beta': 'request',
      'x-api-key': 'sk-test',
      'x-team': 'blue',
      accept: '*/*',
    });
  });

  it('lets no client set a header of the connection, whatever its spelling', () => {
    const names = [
      'Host',
      'CONTENT-LENGTH',
      'Transfer-Encoding',
      'Proxy-Authorization',
      'Sec-Fetch-Mode',
    ];
    for (const name of names) expect(isForbiddenFromClient(name.toLowerCase())).toBe(true);
    const clientHeaders = Object.fromEntries(names.map((name) => [name, 'x']));
    const passHeaders = names.map((name) => name.toLowerCase());
    const built = buildHeaders({ provider: { ...openai, passHeaders }, clientHeaders, own: {} });
    expect(built).toEqual({});
  });

  it('never lets a control character through, wherever it comes from', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('\r', '\n', '\0', '\r\n'),
        fc.string(),
        (a, bad, b) => {
          expect(isSafeHeader('x-test', a + bad + b)).toBe(false);
          expect(
            codeOf(() => buildHeaders({ provider: openai, apiKey: a + bad + b, own: {} })),
          ).toBe('upstream_credential_rejected');
        },
      ),
    );
  });
});

describe('buildUrl', () => {
  const endpoint = { dialect: 'openai-chat', method: 'POST', path: '/chat/completions' } as const;
  const modelEndpoint = { ...endpoint, path: '/v1/models/{model}:generate' };

  it.each([
    ['https://api.example.com/v1', 'https://api.example.com/v1/chat/completions'],
    ['https://api.example.com/v1/', 'https://api.example.com/v1/chat/completions'],
    ['https://api.example.com', 'https://api.example.com/chat/completions'],
    ['https://api.example.com/a/b//', 'https://api.example.com/a/b/chat/completions'],
    [
      'https://x.example.com/o?api-version=1#f',
      'https://x.example.com/o/chat/completions?api-version=1',
    ],
  ])('joins %s', (baseUrl, expected) => {
    expect(buildUrl({ baseUrl, endpoint, model: 'm' })).toBe(expected);
  });

  it('does not repeat the version that an operator wrote into the address', () => {
    const path = '/v1/messages';
    const build = (baseUrl: string) =>
      buildUrl({ baseUrl, endpoint: { ...endpoint, path }, model: 'm' });
    expect(build('https://a.example.com/v1')).toBe('https://a.example.com/v1/messages');
    expect(build('https://a.example.com/api')).toBe('https://a.example.com/api/v1/messages');
    expect(build('https://a.example.com/v2')).toBe('https://a.example.com/v2/v1/messages');
  });

  it('keeps any model name inside its segment of the path', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (model) => {
        fc.pre(model !== '.' && model !== '..');
        const url = new URL(
          buildUrl({ baseUrl: 'https://a.example.com/base', endpoint: modelEndpoint, model }),
        );
        expect(url.host).toBe('a.example.com');
        expect(url.search + url.hash).toBe('');
        expect(url.pathname.split('/').length).toBe(5);
        expect(decodeURIComponent(url.pathname)).toBe(`/base/v1/models/${model}:generate`);
      }),
    );
  });

  it('refuses model names that would climb the path', () => {
    for (const model of ['.', '..']) {
      const run = () =>
        buildUrl({ baseUrl: 'https://a.example.com', endpoint: modelEndpoint, model });
      expect(codeOf(run)).toBe('invalid_request');
    }
  });
});

describe('encodeBody', () => {
  it('writes JSON as bytes and keeps numbers that a double cannot hold', () => {
    const value = parseJson('{"big":12345678901234567890,"text":"ö"}');
    const { body } = encodeBody({ kind: 'json', value });
    expect(new TextDecoder().decode(body as Uint8Array)).toBe(
      '{"big":12345678901234567890,"text":"ö"}',
    );
  });
});
