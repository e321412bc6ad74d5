import type { ApiKeyRecord, GatewayErrorFields, UsageRecord } from '@gateway/spec';
import type { UsagePage } from '../queries/usage.ts';
import type { SettingRow } from '../schema/tables.ts';
import type { IntegrityCheck, Synchronous } from './database-settings.ts';

/** What a worker is told when it starts. */
export type WorkerTask =
  | {
      readonly role: 'writer';
      readonly path: string;
      readonly synchronous: Synchronous;
      readonly integrityCheck: IntegrityCheck;
    }
  | { readonly role: 'reader'; readonly path: string };

/** Every call a worker takes: its parameters and its result. */
export interface WorkerCalls {
  readonly insertApiKey: { readonly params: ApiKeyRecord; readonly result: void };
  readonly listApiKeys: { readonly params: undefined; readonly result: ApiKeyRecord[] };
  readonly revokeApiKey: {
    readonly params: { readonly id: string; readonly revokedAtMs: number };
    readonly result: boolean;
  };
  readonly getSetting: { readonly params: string; readonly result: string | undefined };
  readonly setSetting: { readonly params: SettingRow; readonly result: void };
  readonly deleteSetting: { readonly params: string; readonly result: void };
  readonly appendUsage: { readonly params: readonly UsageRecord[]; readonly result: void };
  readonly listUsage: { readonly params: UsagePage; readonly result: UsageRecord[] };
  /** Lets go of the database; the worker ends after its answer. */
  readonly close: { readonly params: undefined; readonly result: void };
}

/** Name of a call. */
export type WorkerMethod = keyof WorkerCalls;

/** A call on its way to a worker. */
export interface WorkerRequest {
  /** Grows with every call; the answer bears the same. The answer to the start bears 0. */
  readonly id: number;
  readonly method: WorkerMethod;
  readonly params: unknown;
}

/** An answer on its way back. */
export type WorkerAnswer =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | {
      readonly id: number;
      readonly ok: false;
      readonly error: GatewayErrorFields;
      /** What lies behind the error, as text: errors do not travel between threads whole. */
      readonly cause?: string;
    };
