import {
  type GenerateRequest,
  isJsonObject,
  type Json,
  type JsonObject,
  type Turn,
} from '@gateway/spec';
import { describe, expect, it } from 'vitest';
import {
  permissiveProfile,
  recordedRequests,
  testContext,
  wireRequest,
} from '../../../test/openai-chat/support.ts';
import { createLossRecorder } from '../../loss-recorder.ts';
import { decodeRequest } from './request-decode.ts';
import { encodeRequest } from './request-encode.ts';

const usable = recordedRequests.filter(({ value }) => {
  return Array.isArray(value['messages']) && value['messages'].length > 0;
});

function changed(body: JsonObject, change: (request: GenerateRequest) => GenerateRequest): Json {
  const target = permissiveProfile(body);
  const options = { target, context: testContext(), loss: createLossRecorder() };
  const { body: written } = encodeRequest(change(decodeRequest(wireRequest(body))), options);
  return written.kind === 'json' ? written.value : null;
}

/** Paths at which two values differ. */
function differences(a: Json | undefined, b: Json | undefined, path = ''): string[] {
  if (Array.isArray(a) && Array.isArray(b)) {
    const length = Math.max(a.length, b.length);
    return Array.from({ length }, (_, at) => differences(a[at], b[at], `${path}[${at}]`)).flat();
  }
  if (isJsonObject(a) && isJsonObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].flatMap((key) => differences(a[key], b[key], `${path}.${key}`));
  }
  return a === b ? [] : [path];
}

function withText(request: GenerateRequest, turnAt: number, partAt: number): GenerateRequest {
  const turn = request.turns[turnAt];
  const part = turn?.parts[partAt];
  if (!turn || part?.type !== 'text') throw new Error('no text there');
  const edited: Turn = { ...turn, parts: turn.parts.with(partAt, { ...part, text: 'changed!' }) };
  return { ...request, turns: request.turns.with(turnAt, edited) };
}

describe('one change of a recorded request is one difference', () => {
  it.each(usable)('the model: $name', ({ value }) => {
    const after = changed(value, (request) => ({ ...request, model: 'another' }));
    expect(differences(value, after)).toEqual(['.model']);
  });

  it.each(usable)('any text: $name', ({ value }) => {
    for (const [turnAt, turn] of decodeRequest(wireRequest(value)).turns.entries()) {
      for (const [partAt, part] of turn.parts.entries()) {
        if (part.type !== 'text') continue;
        const after = changed(value, (request) => withText(request, turnAt, partAt));
        const path = `.${part.wire?.path}`;
        expect([[path], [`${path}.text`]]).toContainEqual(differences(value, after));
      }
    }
  });

  const withTools = usable.filter(
    ({ value }) => Array.isArray(value['tools']) && value['tools'].length > 1,
  );

  it.each(withTools)('a removed tool: $name', ({ value }) => {
    const after = changed(value, (request) => ({ ...request, tools: request.tools.slice(1) }));
    const tools = Array.isArray(value['tools']) ? value['tools'].slice(1) : [];
    expect(after).toStrictEqual({ ...value, tools });
  });

  const withResults = usable.filter(({ value }) => {
    const list = Array.isArray(value['messages']) ? value['messages'] : [];
    return list.filter((each: Json) => isJsonObject(each) && each['role'] === 'tool').length > 1;
  });

  it.each(withResults)('two swapped results: $name', ({ value }) => {
    const list = Array.isArray(value['messages']) ? value['messages'] : [];
    const at = list.flatMap((each: Json, index) =>
      isJsonObject(each) && each['role'] === 'tool' ? [index] : [],
    );
    const [a = 0, b = 0] = at;
    const after = changed(value, (request) => {
      const { turns } = request;
      const [first, second] = [turns[a], turns[b]];
      if (!first || !second) throw new Error('no results there');
      return { ...request, turns: turns.with(a, second).with(b, first) };
    });
    const messages = list.with(a, list[b] ?? null).with(b, list[a] ?? null);
    expect(after).toStrictEqual({ ...value, messages });
  });

  it('were made on enough recordings', () => {
    expect([usable.length > 90, withTools.length > 10, withResults.length > 2]).toEqual([
      true,
      true,
      true,
    ]);
  });
});
