import { stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import type { GateResult } from '../src/gate.ts';
import { gates } from '../src/gates.ts';
import { createPlantedWorkspace } from './support/planted-workspace.ts';
import { targets, violations } from './support/violations.ts';

const setupTimeoutMs = 240_000;
const names = Object.keys(gates) as (keyof typeof gates)[];

describe.each(names)('the gate "%s"', (name) => {
  const planted = violations.filter(({ gate }) => gate === name);
  let control: GateResult;
  let result: GateResult;

  beforeAll(async () => {
    const workspace = createPlantedWorkspace();
    try {
      control = await workspace.run(gates[name]);
      for (const [file, text] of Object.entries(targets[name] ?? {})) workspace.plant(file, text);
      for (const { file, text } of planted) workspace.plant(file, text);
      result = await workspace.run(gates[name]);
    } finally {
      workspace.remove();
    }
  }, setupTimeoutMs);

  test('is green on the same workspace without the planted violations', () => {
    expect(control.passed, control.output).toBe(true);
  });

  test('is red on the planted violations', () => {
    expect(planted).not.toEqual([]);
    expect(result.passed).toBe(false);
  });

  test.each(planted)('names the rule and the file of: $title', (violation) => {
    const { file, namedFile = file, names: wanted } = violation;
    expect(blocksOf(result.output, namedFile), result.output).toContainEqual(
      expect.stringMatching(allOf(wanted)),
    );
  });
});

/** Paragraphs or lines of a gate's output that name a file, by whole path or inside its package. */
function blocksOf(coloured: string, file: string): string[] {
  const output = stripVTControlCharacters(coloured);
  const inPackage = file.split('/').slice(2).join('/');
  return output
    .split(separatorOf(output))
    .filter((block) => block.includes(file) || block.includes(inPackage));
}

/** What stands between two findings; colours and the shape of the cross depend on the terminal. */
function separatorOf(output: string): RegExp {
  if (output.includes('format ━')) return /\n\s*\n(?=\S)/;
  return /\n\n {2}[x×] /.test(output) ? /\n\s*\n(?=\s+[x×] |\S)/ : /\n/;
}

function allOf(wanted: readonly string[]): RegExp {
  const escaped = wanted.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(escaped.map((text) => `(?=[\\s\\S]*${text})`).join(''));
}
