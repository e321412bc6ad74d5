import type { Dialect, ReasoningFamily } from '../dialect.ts';
import type { Json, JsonObject } from '../json.ts';
import type { CacheMark } from './cache-mark.ts';
import type { WireNode } from './wire-notes.ts';

/** A function the client runs, with a JSON Schema for its arguments. */
export interface FunctionTool extends WireNode {
  readonly type: 'function';
  readonly name: string;
  readonly namespace?: string;
  readonly description?: string;
  /** JSON Schema of the arguments, as the client wrote it; absent when the client gave none. */
  readonly inputSchema?: Json;
  /** Whether the model is held to the schema; absent = the provider's default. */
  readonly strict?: boolean;
  readonly outputSchema?: Json;
  readonly inputExamples?: readonly Json[];
  /** Declared, but shown to the model only after a tool search found it. */
  readonly deferLoading?: boolean;
  readonly allowedCallers?: readonly string[];
  /** Whether arguments stream as they are made instead of when they are complete. */
  readonly eagerInputStreaming?: boolean;
  readonly cache?: CacheMark;
}

/** A tool that takes one freeform string, optionally held to a grammar. */
export interface FreeformTool extends WireNode {
  readonly type: 'freeform';
  readonly name: string;
  readonly namespace?: string;
  readonly description?: string;
  readonly grammar?: { readonly syntax: string; readonly definition: string };
}

/** A tool the provider declares: run there (web search) or by the client (bash, text editor). */
export interface NativeTool extends WireNode {
  readonly type: 'native';
  readonly family: ReasoningFamily;
  /** The provider's type string, e.g. `web_search_20260318`. */
  readonly nativeType: string;
  readonly name: string;
  readonly cache?: CacheMark;
  /** All other settings, verbatim. */
  readonly settings: JsonObject;
}

/** A remote MCP server the provider connects to. */
export interface McpTool extends WireNode {
  readonly type: 'mcp';
  readonly label: string;
  readonly url?: string;
  readonly settings: JsonObject;
}

/** A tool the decoder does not know; goes back verbatim to its own dialect only. */
export interface UnknownTool extends WireNode {
  readonly type: 'unknown';
  readonly dialect: Dialect;
  readonly value: JsonObject;
}

/** A tool the model may call. */
export type ToolDefinition = FunctionTool | FreeformTool | NativeTool | McpTool | UnknownTool;

/** How freely the model may choose tools. */
export interface ToolChoice extends WireNode {
  /**
   * `any` = must call some tool, `tool` = must call `toolName`, `subset` = may (or must, see
   * `required`) call one of `toolNames`.
   */
  readonly mode: 'auto' | 'none' | 'any' | 'tool' | 'subset' | 'validated';
  readonly toolName?: string;
  readonly toolNames?: readonly string[];
  /** For `subset`: whether a call is required. */
  readonly required?: boolean;
  /** What `toolName` names. */
  readonly target?: 'function' | 'freeform' | 'native';
}
