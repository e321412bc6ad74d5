import {
  type GenerateRequest,
  isJsonObject,
  type JsonObject,
  type Part,
  totalInputTokens,
} from '@gateway/spec';
import { loadFixtures, type RecordedExchange } from '@gateway/testkit/replay';
import { describe, expect, test } from 'vitest';
import type { DialectCodec } from '../codec.ts';
import { codec as anthropicMessages } from '../dialects/anthropic-messages/index.ts';
import { codec as openAiChat } from '../dialects/openai-chat/index.ts';
import { createLossRecorder } from '../loss-recorder.ts';
import { estimateInputTokens } from './estimate-input-tokens.ts';

interface Sample {
  readonly actual: number;
  /** Estimated over actual tokens. */
  readonly ratio: number;
}

/** Requests whose whole input is in their body, as far as it can be told. */
function samplesOf(codec: DialectCodec, model: RegExp): readonly Sample[] {
  const family = codec.dialect === 'openai-chat' ? 'openai' : 'anthropic';
  return loadFixtures(codec.dialect)
    .filter((fixture) => model.test(fixture.model ?? ''))
    .flatMap(({ exchanges }) => exchanges)
    .flatMap((exchange) => {
      const actual = actualTokens(codec, exchange);
      const request = exchange.request?.body;
      if (actual === undefined || !isJsonObject(request)) return [];
      const decoded = decode(codec, request);
      if (!isSelfContained(decoded)) return [];
      return [{ actual, ratio: estimateInputTokens(decoded, { family }) / actual }];
    });
}

function actualTokens(codec: DialectCodec, { response }: RecordedExchange): number | undefined {
  const { body, status } = response;
  if (status !== 200 || !isJsonObject(body)) return undefined;
  const counted = body['input_tokens'];
  if (typeof counted === 'number') return counted;
  if (body['usage'] === undefined) return undefined;
  const tokens = totalInputTokens(codec.passthrough.sniffResponse(body).usage);
  return tokens === 0 ? undefined : tokens;
}

function decode(codec: DialectCodec, value: JsonObject): GenerateRequest {
  const wire = { operation: 'generate', model: 'm', stream: false } as const;
  const context = { newId: (prefix: string) => prefix, nowMs: 0 };
  const body = { kind: 'json', value } as const;
  return codec.decodeRequest({ ...wire, body }, { context, loss: createLossRecorder() });
}

/** Provider-run tools and compaction change the input on the way; media vary by model. */
function isSelfContained({ tools, turns, hosted }: GenerateRequest): boolean {
  return (
    hosted === undefined &&
    tools.every((tool) => tool.type === 'function') &&
    turns.every(({ parts }) => parts.every(isPlain))
  );
}

function isPlain(part: Part): boolean {
  if (part.type === 'tool-result') return part.content.every(isPlain);
  return ['text', 'refusal', 'reasoning', 'tool-call'].includes(part.type);
}

function quantile(samples: readonly Sample[], share: number): number {
  const ratios = samples.map(({ ratio }) => ratio).toSorted((a, b) => a - b);
  return ratios[Math.floor(share * (ratios.length - 1))] ?? Number.NaN;
}

describe.each([
  { codec: openAiChat, model: /^(gpt-\d|o\d)/, fewest: 25 },
  { codec: anthropicMessages, model: /^claude/, fewest: 60 },
])('estimates beside what was really counted: $codec.dialect', ({ codec, model, fewest }) => {
  const samples = samplesOf(codec, model);

  test('are held to enough recordings', () => {
    expect(samples.length).toBeGreaterThanOrEqual(fewest);
  });

  test('err upward rather than downward', () => {
    expect(quantile(samples, 0.5)).toBeGreaterThan(1);
    expect(quantile(samples, 0.1)).toBeGreaterThan(0.7);
  });

  test('are seldom more than two thirds too high, and the middle not a third', () => {
    expect(quantile(samples, 0.9)).toBeLessThan(1.8);
    expect(quantile(samples, 0.5)).toBeLessThan(1.33);
  });

  test('are close for long inputs', () => {
    for (const { ratio } of samples.filter(({ actual }) => actual >= 1000)) {
      expect(ratio).toBeGreaterThan(0.9);
      expect(ratio).toBeLessThan(1.4);
    }
  });
});
