import { readFileSync } from 'node:fs';
import { createGateway } from '@gateway/core';
import { safeParseConfig } from '@gateway/core/config';
import { createFetchTransport } from '@gateway/providers/fetch';
import { expect, test } from 'vitest';
import { parseConfigText } from '../../src/config/parse-config-text.ts';

const page = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');
const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8');
const env = {
  OPENAI_API_KEY: 'a-key-for-the-test',
  ANTHROPIC_API_KEY: 'a-key-for-the-test',
  WORK_ANTHROPIC_KEY: 'a-key-for-the-test',
  CI_GATEWAY_KEY: 'a-long-enough-key-for-the-test',
};

test.each([
  ['docs/configuration.md', page],
  ['README.md', readme],
])('the configuration shown in %s is one the gateway takes', (name, text) => {
  const yaml = /```yaml\n([^]*?)```/.exec(text)?.[1] ?? '';
  const result = safeParseConfig(parseConfigText(yaml, name, env).value);
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  const gateway = createGateway({ config: result.config, env, transport: createFetchTransport() });
  expect(Object.keys(gateway.snapshot.models).length).toBeGreaterThan(0);
});
