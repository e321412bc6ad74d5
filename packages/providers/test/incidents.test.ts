import { GatewayError } from '@gateway/spec';
import { createVirtualClock } from '@gateway/testkit/clock';
import { afterEach, describe, expect, it } from 'vitest';
import { checkEgressUrl, createExecutor, findProvider } from '../src/index.ts';
import { createNodeTransport } from '../src/node/index.ts';
import { type Loopback, startServer } from './loopback.ts';
import { createRecorder } from './recorder.ts';

const timeouts = { connectMs: 1_000, headersMs: 1_000, idleMs: 1_000, totalMs: 0 };
const openai = findProvider('openai');
if (!openai) throw new Error('the provider is there');

const servers: Loopback[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});
const serve = async (...answer: Parameters<typeof startServer>) => {
  const server = await startServer(...answer);
  servers.push(server);
  return server;
};

const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'none';
  } catch (error) {
    return GatewayError.is(error) ? error.code : 'foreign';
  }
};

const send = (
  url: string,
  resolvedTo: readonly string[],
  privateOrigins: readonly string[] = [],
) => {
  const answers = [...resolvedTo];
  const transport = createNodeTransport({
    clock: createVirtualClock(),
    resolve: async () => [{ address: answers.shift() ?? '', family: 4 }],
  });
  const recorder = createRecorder();
  transport.send(
    { method: 'POST', url, headers: {}, body: '{}', timeouts, privateOrigins },
    recorder,
  );
  return recorder;
};

const execute = (baseUrl: string, clientHeaders: Record<string, string>) => {
  const executor = createExecutor({
    transport: createNodeTransport({ clock: createVirtualClock() }),
    version: '0.0.0',
  });
  const recorder = createRecorder();
  executor.execute(
    {
      provider: { ...openai, passHeaders: Object.keys(clientHeaders) },
      connection: { baseUrl, apiKey: 'sk-upstream', privateOrigins: [baseUrl] },
      operation: 'generate',
      request: { model: 'm', stream: false, body: { kind: 'json', value: {} } },
      clientHeaders,
      timeouts,
    },
    recorder,
  );
  return recorder;
};

describe('published incidents of similar products', () => {
  it('Portkey CVE-2025-66405, CVE-2026-110719: nothing private is reached when no list is set', async () => {
    for (const url of ['http://127.0.0.1:8080/', 'http://localhost:8080/', 'http://10.0.0.1/']) {
      expect(codeOf(() => checkEgressUrl(url))).toBe('egress_denied');
      expect(codeOf(() => checkEgressUrl(url, []))).toBe('egress_denied');
    }
    expect((await send('http://custom.example.com/', ['127.0.0.1']).ended)?.code).toBe(
      'egress_denied',
    );
  });

  it('Portkey CVE-2025-66405: a name that changes its address between check and connection', async () => {
    const server = await serve((_request, response) => response.end('the checked one'));
    const origin = `http://rebind.example.com:${server.port}`;
    // A second look-up would lead to the metadata service; the connection goes where the check was.
    const checked = send(origin, ['127.0.0.1', '169.254.169.254'], [origin]);
    expect(await checked.ended).toBeUndefined();
    expect(checked.text()).toBe('the checked one');
    expect((await send(origin, ['169.254.169.254'], [origin]).ended)?.code).toBe('egress_denied');
  });

  it('Bifrost CVE-2026-55245: carrier-grade NAT, 6to4, NAT64 and site-local are not public', () => {
    const hosts = [
      '100.64.0.1',
      '[2002:7f00:1::]',
      '[64:ff9b::a00:1]',
      '[fec0::1]',
      '[::ffff:10.0.0.1]',
    ];
    for (const host of hosts)
      expect(codeOf(() => checkEgressUrl(`http://${host}/`))).toBe('egress_denied');
  });

  it('new-api GHSA-9f46-w24h-69w4: a redirect leads nowhere', async () => {
    const inside = await serve((_request, response) => response.end('secret'));
    const outside = await serve((_request, response) => {
      response.writeHead(302, { location: inside.origin });
      response.end();
    });
    const recorder = send(`${outside.origin}/`, [], [outside.origin, inside.origin]);
    expect((await recorder.ended)?.code).toBe('upstream_invalid_response');
    expect(recorder.text()).toBe('');
  });

  it('GitLab AI gateway CVE-2026-75871: no caller sets host, credential or forwarding headers', async () => {
    const server = await serve((_request, response) => response.end('{}'));
    const arrived = server.nextRequest();
    const recorder = execute(server.origin, {
      host: 'evil.example.com',
      authorization: 'Bearer stolen',
      'x-api-key': 'stolen',
      cookie: 'session=1',
      'x-forwarded-host': 'evil.example.com',
      forwarded: 'host=evil.example.com',
      connection: 'upgrade',
      'transfer-encoding': 'chunked',
      'openai-beta': 'kept',
    });
    const { request } = await arrived;
    await recorder.ended;
    expect(request.headers).toEqual({
      host: new URL(server.origin).host,
      connection: 'keep-alive',
      accept: 'application/json',
      authorization: 'Bearer sk-upstream',
      'content-type': 'application/json',
      'content-length': '2',
      'openai-beta': 'kept',
      'user-agent': 'gateway/0.0.0',
    });
  });

  it('litellm CVE-2024-6587: an address with a user name cannot smuggle another host', () => {
    const tricks = [
      'https://api.openai.com@10.0.0.1/v1',
      'https://api.openai.com:443@169.254.169.254/',
      'http://169.254.169.254\\@api.openai.com/',
    ];
    for (const url of tricks) expect(codeOf(() => checkEgressUrl(url))).toBe('egress_denied');
  });
});
