import type { ToolDefinition } from '@gateway/spec';
import type { CountRules } from './count-part-tokens.ts';

/** What the instructions of provider-declared tools add to the input, tokens. */
const nativeTokens: readonly (readonly [nativeType: RegExp, tokens: number])[] = [
  [/^web_search/, 2200],
  [/^web_fetch/, 400],
  [/^code_execution/, 4300],
  [/^text_editor/, 700],
  [/^computer/, 735],
  [/^memory/, 1050],
  [/^bash/, 245],
];
const otherNativeTokens = 100;

/**
 * Estimates the tokens of one declared tool.
 *
 * @throws never
 * @source Anthropic tool-use pricing table; recorded counts of requests with one tool
 */
export function countToolTokens(tool: ToolDefinition, { rules, countText }: CountRules): number {
  switch (tool.type) {
    case 'function': {
      const words = countText(`${tool.name} ${tool.description ?? ''}`);
      const schema = countText(JSON.stringify(tool.inputSchema ?? {}));
      return rules.perTool + words + schema * rules.schemaFactor;
    }
    case 'freeform':
      return (
        rules.perTool +
        countText(`${tool.name} ${tool.description ?? ''} ${tool.grammar?.definition ?? ''}`)
      );
    case 'native':
      return nativeTokens.find(([type]) => type.test(tool.nativeType))?.[1] ?? otherNativeTokens;
    case 'mcp':
      return otherNativeTokens + countText(JSON.stringify(tool.settings));
    case 'unknown':
      return rules.perTool + countText(JSON.stringify(tool.value));
  }
}
