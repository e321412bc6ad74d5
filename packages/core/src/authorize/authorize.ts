import { GatewayError, type ApiKeyRecord, type Headers, type Principal } from '@gateway/spec';
import type { ApiKeyDesk } from '../keys/api-keys.ts';
import { isGranted } from '../routes/realm-permissions.ts';
import type { Route } from '../routes/route.ts';
import { readCredential } from './read-credential.ts';

/** The caller where keys are not required. */
export const anonymous: Principal = Object.freeze({ keyId: 'anonymous', name: 'anonymous' });

/** What a call shows at the door. */
export interface Visitor {
  readonly route: Route;
  readonly headers: Headers;
}

/** The rules of the door. */
export interface DoorRules {
  readonly keys: ApiKeyDesk;
  /** Whether calls without a key are refused. A key that is given is always checked. */
  readonly required: boolean;
  /** Told the public part of a key that is recognised, also where it is refused. */
  readonly onKey?: (keyId: string) => void;
}

/**
 * Finds out who calls and whether they may use the route.
 *
 * @throws `GatewayError` `invalid_api_key`, `permission_denied`; `overloaded` while the keys cannot
 *   be read
 */
export async function authorize(visitor: Visitor, rules: DoorRules): Promise<Principal> {
  if (!isGranted(visitor.route)) throw denied('Nobody may use this address.');
  if (visitor.route.realm === 'public') return anonymous;
  const key = readCredential(visitor.headers);
  if (key === undefined) {
    if (!rules.required) return anonymous;
    throw refused(
      'No API key was given. Send it as "Authorization: Bearer <key>" or in the x-api-key header.',
    );
  }
  if (!rules.keys.isReady) await waitForKeys(rules.keys);
  return admit(key, rules);
}

function admit(key: string, { keys, onKey }: DoorRules): Principal {
  const found = keys.look(key);
  if ('record' in found) onKey?.(found.record.id);
  switch (found.kind) {
    case 'valid':
      return toPrincipal(found.record);
    case 'expired':
      throw denied('The API key has expired.');
    case 'revoked':
      throw denied('The API key was revoked.');
    case 'mistyped':
      throw refused('The API key is incomplete or mistyped.');
    case 'unknown':
      throw refused('The API key is not known to this gateway.');
  }
}

async function waitForKeys(keys: ApiKeyDesk): Promise<void> {
  try {
    await keys.ready();
  } catch (cause) {
    // Fail closed, but not as the caller's fault: 503, because the store may be back in a moment.
    const message = 'API keys cannot be checked at the moment.';
    throw new GatewayError({ code: 'overloaded', message, retryAfterMs: 1000 }, { cause });
  }
}

function toPrincipal({ id, name, allowedModels }: ApiKeyRecord): Principal {
  return { keyId: id, name, ...(allowedModels && { allowedModels }) };
}

function refused(message: string): GatewayError {
  return new GatewayError({ code: 'invalid_api_key', message });
}

function denied(message: string): GatewayError {
  return new GatewayError({ code: 'permission_denied', message });
}
