import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createSimulator,
  listenSimulator,
  type ListeningSimulator,
} from '@gateway/testkit/simulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleWorker, type WorkerBundle } from '../src/bundle-worker.ts';
import { createProject, type Project } from '../src/create-project.ts';
import { packPackages } from '../src/pack-packages.ts';
import { repository } from '../src/paths.ts';
import { hasWorkerd, type RunningWorker, startWorkerd } from '../src/start-workerd.ts';

const setupTimeoutMs = 60_000;
const packages = ['spec', 'protocols', 'translators', 'providers', 'router', 'core'];

const worker = `
import { createGateway } from '@gateway/core';
import { createFetchTransport } from '@gateway/providers/fetch';

let gateway;

export default {
  fetch(request, env) {
    gateway ??= createGateway({ config: env.CONFIG, transport: createFetchTransport() });
    return gateway.fetch(request);
  },
};
`;

const coreOnly = `
import { createGateway } from '@gateway/core';
export default createGateway;
`;

const key = 'gw-test-0123456789abcdef0123456789abcdef';
const pieces = ['Bon', 'jour', ' le', ' monde', '.'];

let folder: string;
let project: Project;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-workerd-'));
  const tarballs = join(folder, 'tarballs');
  mkdirSync(tarballs);
  const packed = await packPackages(repository, packages, tarballs);
  project = await createProject({
    repository,
    directory: join(folder, 'project'),
    packed,
    wanted: ['@gateway/core', '@gateway/providers'],
  });
}, setupTimeoutMs);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function bundle(name: string, text: string): Promise<WorkerBundle> {
  project.write(name, text);
  return bundleWorker(project.directory, name);
}

function modulesIn({ inputs }: WorkerBundle): string[] {
  const names = inputs.map((path) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

test("core's closure holds no driver, no transport and no Node core module", async () => {
  const closure = await bundle('core-only.js', coreOnly);
  expect(closure.externals).toEqual([]);
  expect(modulesIn(closure)).toContain('@gateway/core');
  for (const driver of ['undici', 'pg', 'better-sqlite3', 'kysely', 'hono', 'zod']) {
    expect(modulesIn(closure)).not.toContain(driver);
  }
});

describe.skipIf(!hasWorkerd())('in workerd', () => {
  let upstream: ListeningSimulator;
  let running: RunningWorker;

  beforeAll(async () => {
    const clock = { nowMs: () => 1_767_225_600_000 };
    upstream = await listenSimulator(
      createSimulator({ clock, script: () => ({ answer: { pieces } }) }),
    );
    const { text } = await bundle('worker-entry.js', worker);
    const directory = join(folder, 'workerd');
    mkdirSync(directory);
    running = await startWorkerd({ directory, module: text, config: configFor(upstream.url) });
  }, setupTimeoutMs);

  afterAll(async () => {
    await running.stop();
    await upstream.close();
  });

  test('a chat stream is answered by an Anthropic upstream, translated', async () => {
    const response = await ask({ stream: true });
    const body = await response.text();
    expect(response.status, body + running.log()).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const chunks = chunksOf(body);
    expect(chunks.map(textOf).join('')).toBe(pieces.join(''));
    expect(chunks.at(-1)).toBeDefined();
    expect(chunks.flatMap(finishesOf)).toEqual(['stop']);
    expect(body.trimEnd().endsWith('data: [DONE]')).toBe(true);
  });

  test('the upstream was asked in its own dialect', async () => {
    await (await ask({ stream: false })).text();
    const sent = upstream.requests.at(-1);
    expect(sent?.path).toBe('/v1/messages');
    expect(sent?.headers).toMatchObject({ 'x-api-key': 'upstream-secret' });
  });

  test('a request without a key is refused in the dialect of the caller', async () => {
    const response = await fetch(`${running.url}/v1/chat/completions`, {
      method: 'POST',
      body: '{}',
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { type: expect.any(String) } });
  });

  function ask(settings: { stream: boolean }): Promise<Response> {
    return fetch(`${running.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'upstream/claude-sonnet-4-5',
        messages: [{ role: 'user', content: 'Say hello in French.' }],
        ...settings,
      }),
    });
  }
});

function configFor(url: string) {
  return {
    providers: {
      upstream: {
        vendor: 'anthropic-compatible',
        baseUrl: url,
        apiKey: 'upstream-secret',
        allowPrivate: true,
      },
    },
    keys: [{ name: 'stranger', key }],
  };
}

interface Chunk {
  readonly choices: readonly {
    readonly delta: { readonly content?: string | null };
    readonly finish_reason: string | null;
  }[];
}

function chunksOf(body: string): Chunk[] {
  return body
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice('data: '.length)) as Chunk);
}

function textOf(chunk: Chunk): string {
  return chunk.choices.map(({ delta }) => delta.content ?? '').join('');
}

function finishesOf(chunk: Chunk): string[] {
  return chunk.choices.map((choice) => choice.finish_reason).filter((reason) => reason !== null);
}
