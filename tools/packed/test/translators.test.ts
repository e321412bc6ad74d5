import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProject, type Project } from '../src/create-project.ts';
import { packPackages } from '../src/pack-packages.ts';
import { nodeBinaries, repository } from '../src/paths.ts';
import { runTraced, type TracedRun } from '../src/run-traced.ts';

const setupTimeoutMs = 60_000;

/** What a stranger writes first: a chat request with a tool, asked of an Anthropic upstream. */
const script = `
import { translateRequest } from '@gateway/translators';

const result = translateRequest({
  from: 'openai-chat',
  to: 'anthropic-messages',
  request: {
    model: 'claude-sonnet-4-5',
    max_tokens: 256,
    messages: [
      { role: 'system', content: 'Answer in one word.' },
      { role: 'user', content: 'What is the weather in Paris?' },
    ],
    tools: [
      {
        type: 'function',
        function: {
          name: 'get_weather',
          description: 'Looks the weather up.',
          parameters: { type: 'object', properties: { city: { type: 'string' } } },
        },
      },
    ],
  },
});
console.log(JSON.stringify(result));
`;

let folder: string;
let project: Project;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-packed-'));
  const tarballs = join(folder, 'tarballs');
  mkdirSync(tarballs);
  const packed = await packPackages(repository, ['spec', 'protocols', 'translators'], tarballs);
  project = await createProject({
    repository,
    directory: join(folder, 'project'),
    packed,
    wanted: ['@gateway/translators'],
  });
}, setupTimeoutMs);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the packed translators bring only the dependencies their table row lists', () => {
  expect(project.installed).toEqual([
    '@gateway/protocols',
    '@gateway/spec',
    '@gateway/translators',
    '@noble/hashes',
    'eventsource-parser',
    'zod',
  ]);
});

describe.each(nodeBinaries())('on $name', ({ binary, major }) => {
  let result: TracedRun;

  beforeAll(async () => {
    if (binary === undefined) return;
    result = await runTraced(binary, project.write('consumer.js', script));
  });

  test.skipIf(binary === undefined)('a request is translated in an empty project', () => {
    const answer: unknown = JSON.parse(result.stdout);
    expect(answer).toMatchObject({ ok: true });
    const { body } = (answer as { request: { body: { value: unknown } } }).request;
    expect(body.value).toMatchObject({
      model: 'claude-sonnet-4-5',
      max_tokens: 256,
      tools: [{ name: 'get_weather', description: 'Looks the weather up.' }],
    });
    expect(JSON.stringify(body)).toContain('What is the weather in Paris?');
    expect(JSON.stringify(body)).toContain('Answer in one word.');
  });

  test.skipIf(binary === undefined)('the run is on that version of Node', () => {
    expect(result.version).toMatch(new RegExp(`^v${major}\\.`));
  });

  test.skipIf(binary === undefined)('no Node core module and no zod is loaded', () => {
    const ours = result.loaded.filter((url) => !url.endsWith('/consumer.js'));
    expect(ours.filter((url) => url.includes('@gateway/translators'))).not.toEqual([]);
    expect(ours.filter((url) => !url.startsWith('file:'))).toEqual([]);
    expect(ours.filter((url) => /[/@+]zod[/@]/.test(url))).toEqual([]);
  });
});
