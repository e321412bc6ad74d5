import type { GatewayErrorFields } from '@gateway/spec';
import type { RouterTarget } from '../snapshot.ts';

/** The rules of resolution, in the order they are tried. */
export type ResolutionRule = 'alias' | 'target' | 'group' | 'provider-prefix' | 'inference';

/** One rule that was tried. */
export interface RuleTried {
  readonly rule: ResolutionRule;
  readonly matched: boolean;
  /** What it led to, or why not. */
  readonly detail?: string;
}

/** A target that a name stands for. */
export interface ResolvedTarget {
  readonly target: RouterTarget;
  /** Only this connection may serve; absent = any of the provider. */
  readonly connection?: string;
}

/** What a model name means. */
export type Resolution =
  | {
      readonly ok: true;
      /** The name as the client wrote it. */
      readonly requested: string;
      /** The group or the `provider/model` it stands for. */
      readonly resolved: string;
      /** Name of the strategy that orders the targets. */
      readonly strategy: string;
      /** At least one, in the operator's order. */
      readonly targets: readonly ResolvedTarget[];
      readonly rules: readonly RuleTried[];
    }
  | {
      readonly ok: false;
      readonly requested: string;
      /** `model_not_found`, `invalid_request` or `permission_denied`. */
      readonly error: GatewayErrorFields;
      readonly rules: readonly RuleTried[];
    };
