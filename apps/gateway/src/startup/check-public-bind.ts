import ipaddr from 'ipaddr.js';

/** What the start knows about the safety of listening on an address. */
export interface BindFacts {
  readonly host: string;
  /** Whether the operator gave the master key, rather than the first run making one. */
  readonly masterKeyGiven: boolean;
  /** Whether an API key existed before this start, in the database or the configuration. */
  readonly hasApiKeys: boolean;
  /** Whether calls without a key are refused. */
  readonly needsKey: boolean;
}

/**
 * Says why the server must not listen on a public address yet.
 *
 * @returns one sentence with the remedy; `undefined` when it may listen
 * @throws never
 */
export function checkPublicBind(facts: BindFacts): string | undefined {
  const { host, masterKeyGiven, hasApiKeys, needsKey } = facts;
  if (isLoopback(host)) return undefined;
  if (!needsKey) {
    return `Refusing to listen on ${host}, which others can reach, while auth.required is false.`;
  }
  const lacking = [
    ...(masterKeyGiven
      ? []
      : ['a master key of your own (GATEWAY_MASTER_KEY or GATEWAY_MASTER_KEY_FILE)']),
    ...(hasApiKeys ? [] : ['at least one API key (start once on 127.0.0.1 to get it)']),
  ];
  if (lacking.length === 0) return undefined;
  return `Refusing to listen on ${host}, which others can reach: it needs ${lacking.join(' and ')}.`;
}

function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  const bare = host.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(bare) && ipaddr.process(bare).range() === 'loopback';
}
