import type { Dialect, ReasoningFamily } from '../dialect.ts';
import type { ErrorCode } from '../error/error-table.ts';
import type { Operation } from '../operation.ts';
import type { TargetProfileOverrides } from '../target-profile.ts';
import type { Headers } from './transport.ts';

/** How a credential is presented. */
export type ProviderAuth =
  | {
      readonly kind: 'header';
      /** Lower-case header name, e.g. `authorization`. */
      readonly header: string;
      /** What comes before the key, e.g. `Bearer `; empty = nothing. */
      readonly prefix: string;
    }
  | { readonly kind: 'none' };

/** Where one operation of a provider is and what it speaks. */
export interface ProviderEndpoint {
  readonly dialect: Dialect;
  readonly method: 'GET' | 'POST';
  /** Path below the base address; `{model}` stands for the URL-encoded model id. */
  readonly path: string;
}

/** An upstream answer with an error status, as a classifier sees it. */
export interface UpstreamFailure {
  readonly status: number;
  readonly headers: Headers;
  /** Body as text, cut to a bounded length. */
  readonly body: string;
}

/** Everything the gateway knows about a vendor, as data and pure functions. Deep-frozen. */
export interface ProviderDefinition {
  /** Major version of this contract. */
  readonly contract: 1;
  /** Lower-case id, used in configuration and in `provider/model`. */
  readonly id: string;
  /** Name for people. */
  readonly name: string;
  /** Default base address without trailing slash; absent = the operator must give one. */
  readonly baseUrl?: string;
  readonly auth: ProviderAuth;
  readonly endpoints: Readonly<Partial<Record<Operation, ProviderEndpoint>>>;
  /** Fixed headers of every request, lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Client headers that pass on when client and upstream speak the same dialect, lower-case. */
  readonly passHeaders?: readonly string[];
  /** Names of environment variables that usually hold the key and the base address. */
  readonly environment?: {
    readonly apiKey: readonly string[];
    readonly baseUrl?: readonly string[];
  };
  /**
   * Models the vendor serves, as names with `*` for any run of characters, e.g. `['gpt-*']`; lets a
   * bare model name find its provider. Absent = any model may be there.
   */
  readonly modelPatterns?: readonly string[];
  /** A small, current model for first requests and examples, as the vendor names it. */
  readonly exampleModel?: string;
  /** What a model can take, beyond the defaults of the dialect. Pure. */
  readonly profile?: (model: string) => TargetProfileOverrides;
  readonly reasoningFamily: (model: string) => ReasoningFamily;
  /**
   * Chooses an error code for a failure that the shared rules would class otherwise.
   *
   * @returns `undefined` to leave it to the shared rules
   */
  readonly classifyError?: (failure: UpstreamFailure) => ErrorCode | undefined;
  /** What the vendor's terms say about use through a gateway, and when they were read. */
  readonly terms?: { readonly note: string; readonly url: string; readonly readOn: string };
  /** Where the facts of this definition come from. */
  readonly sources: readonly string[];
}

/** What is frozen on the outside may be open inside, so only what was visited is left out. */
const deepFreeze = (value: unknown, visited: Set<object>): void => {
  if (typeof value !== 'object' || value === null || visited.has(value)) return;
  visited.add(Object.freeze(value));
  for (const member of Object.values(value)) deepFreeze(member, visited);
};

/**
 * Declares a provider. The definition is frozen through and through, so that no vendor's quirk can
 * leak into another.
 *
 * @returns the same object, typed and frozen
 * @throws never
 */
export function defineProvider<const Definition extends ProviderDefinition>(
  definition: Definition,
): Definition {
  deepFreeze(definition, new Set());
  return definition;
}
