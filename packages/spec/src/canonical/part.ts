import type { Dialect, ReasoningFamily } from '../dialect.ts';
import type { Json, JsonObject, JsonText } from '../json.ts';
import type { CacheMark } from './cache-mark.ts';
import type { Citation } from './citation.ts';
import type { Media } from './media.ts';
import type { Seal } from './seal.ts';
import type { ToolDefinition } from './tool.ts';
import type { WireNode } from './wire-notes.ts';

interface PartBase extends WireNode {
  /** The provider's id of the item, where items have one. */
  readonly id?: string;
  /** A cache breakpoint after this part. */
  readonly cache?: CacheMark;
  /** State that sits on this very part, as Gemini's thought signatures do. */
  readonly seal?: Seal;
}

/** Words. */
export interface TextPart extends PartBase {
  readonly type: 'text';
  readonly text: string;
  readonly citations?: readonly Citation[];
  /** Log probabilities as the upstream gave them. */
  readonly logprobs?: Json;
}

/** The model's own words that it will not do what was asked. */
export interface RefusalPart extends PartBase {
  readonly type: 'refusal';
  readonly text: string;
  readonly category?: string;
}

/** A picture. */
export interface ImagePart extends PartBase {
  readonly type: 'image';
  readonly media: Media;
  readonly detail?: 'low' | 'high' | 'auto' | 'original';
}

/** A document, PDF or any other file. */
export interface FilePart extends PartBase {
  readonly type: 'file';
  readonly media: Media;
  /** File name as the sender gave it. */
  readonly filename?: string;
  readonly title?: string;
  /** Background about the document that is not cited from. */
  readonly context?: string;
  /** Whether the model should cite from it. */
  readonly citations?: boolean;
}

/** Sound. */
export interface AudioPart extends PartBase {
  readonly type: 'audio';
  readonly media: Media;
  readonly transcript?: string;
}

/** A film. */
export interface VideoPart extends PartBase {
  readonly type: 'video';
  readonly media: Media;
  /** Provider-specific clipping options. */
  readonly clip?: Json;
}

/** Reasoning of the model, readable, summarised or opaque. */
export interface ReasoningPart extends PartBase {
  readonly type: 'reasoning';
  /** Readable reasoning; empty when only opaque state was given. */
  readonly text: string;
  /** Sections of a summary, where the provider gives a summary rather than the reasoning. */
  readonly summary?: readonly string[];
  /** Opaque state of this reasoning, in the order it was minted. */
  readonly seals: readonly Seal[];
  readonly visibility: 'full' | 'summary' | 'none';
}

/** A call of a tool that the client runs. */
export interface ToolCallPart extends PartBase {
  readonly type: 'tool-call';
  /** Joins the call with its result; empty when the upstream gave none. */
  readonly toolCallId: string;
  /** Tool name as the client knows it on client-facing nodes, as the upstream knows it before. */
  readonly toolName: string;
  readonly namespace?: string;
  /** `json` = arguments are a JSON object; `text` = one freeform string. */
  readonly inputFormat: 'json' | 'text';
  /** The arguments as text, byte for byte as sent. */
  readonly input: JsonText;
  /** Who called the tool, where the provider says so (code execution, for one). */
  readonly caller?: Json;
  /** Tools that a provider declares itself but the client runs. */
  readonly native?: 'shell' | 'local-shell' | 'apply-patch' | 'computer';
}

/** What a client-run tool gave back. */
export interface ToolResultPart extends PartBase {
  readonly type: 'tool-result';
  readonly toolCallId: string;
  readonly toolName?: string;
  /** True when the tool failed. */
  readonly isError: boolean;
  /** Text, images, files; empty when the tool gave nothing back. */
  readonly content: readonly Part[];
}

/** A tool that the provider ran itself: web search, code execution, MCP. */
export interface ProviderToolPart extends PartBase {
  readonly type: 'provider-tool';
  readonly toolCallId: string;
  /** Name of the tool at the provider, e.g. `web_search`. */
  readonly toolName: string;
  readonly family: ReasoningFamily;
  readonly stage: 'call' | 'result' | 'both';
  readonly input?: JsonText;
  /** The item as the provider wrote it; given back to that dialect verbatim. */
  readonly native: { readonly dialect: Dialect; readonly value: Json };
}

/** A search hit that the caller supplies for the model to cite. */
export interface SearchResultPart extends PartBase {
  readonly type: 'search-result';
  readonly title: string;
  readonly source: string;
  readonly content: readonly Part[];
  readonly citations?: boolean;
}

/** A question for, or an answer about, permission to run a provider-side tool. */
export interface ApprovalPart extends PartBase {
  readonly type: 'approval';
  readonly reference: string;
  readonly request?: Json;
  readonly approve?: boolean;
  readonly reason?: string;
}

/** A change of the offered tools in mid-conversation. */
export interface ToolsetChangePart extends PartBase {
  readonly type: 'toolset-change';
  readonly add?: readonly ToolDefinition[];
  /** Names of tools that the conversation made visible, or removed. */
  readonly names?: readonly string[];
  readonly change: 'add' | 'remove' | 'reveal';
}

/** A provider's summary of the conversation so far. */
export interface CompactionPart extends PartBase {
  readonly type: 'compaction';
  readonly text?: string;
  readonly seals: readonly Seal[];
}

/** A pointer to something the provider keeps. */
export interface ReferencePart extends PartBase {
  readonly type: 'reference';
  readonly family: ReasoningFamily;
  readonly kind: 'item' | 'container-upload';
  readonly reference: string;
}

/** A part the decoder does not know. Goes back verbatim to its own dialect, and nowhere else. */
export interface UnknownPart extends PartBase {
  readonly type: 'unknown';
  readonly dialect: Dialect;
  readonly value: JsonObject;
}

/** One piece of a turn. */
export type Part =
  | TextPart
  | RefusalPart
  | ImagePart
  | FilePart
  | AudioPart
  | VideoPart
  | ReasoningPart
  | ToolCallPart
  | ToolResultPart
  | ProviderToolPart
  | SearchResultPart
  | ApprovalPart
  | ToolsetChangePart
  | CompactionPart
  | ReferencePart
  | UnknownPart;

/** The discriminants of {@link Part}. */
export type PartType = Part['type'];
