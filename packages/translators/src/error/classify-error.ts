import type { ErrorCode } from '@gateway/spec';
import { isContextLengthText } from './context-length.ts';

/** What the rules look at. */
export interface ErrorFacts {
  /** HTTP status, or the one stated in the body where the answer itself was a 200; 0 = unknown. */
  readonly status: number;
  /** The upstream's own codes, types and status words, lower case, joined by spaces. */
  readonly words: string;
  /** The upstream's message, lower case. */
  readonly message: string;
  /** Whether the body could be read as an error at all (false for HTML and for nothing). */
  readonly readable: boolean;
  /** Whether the upstream says when to come back. */
  readonly hasRetryHint: boolean;
}

interface Rule {
  readonly code: ErrorCode;
  readonly when: (facts: ErrorFacts) => boolean;
}

const rateWords =
  /rate_?limit|too_many_requests|throttl|resource_?exhausted|toomanyrequests|\brequests?_limit/;
const quotaWords =
  /insufficient_(?:quota|balance|credits?)|billing|usage_limit_reached|usage_not_included|quota_exceeded|payment_required|credits?_exhausted/;
const quotaMessage =
  /credit balance is too low|insufficient (?:balance|credits?|quota|funds)|out of credits|requires more credits|exceeded your current quota|billing (?:hard )?limit|payment required|usage limit has been reached/;
const credentialWords =
  /authentication|invalid_api_key|api_key_invalid|unauthenticated|unauthori[sz]ed|unrecognizedclient|invalidsignature|permission|access_?denied|forbidden|invalid_token|invalid_grant/;
const policyWords =
  /content_?(?:policy|filter)|cyber_policy|moderation|invalid_prompt|responsibleaipolicy|safety_|prohibited_content|bio_policy/;
const policyMessage =
  /content management policy|content policy|safety system|usage polic|violat\w* [\w ]{0,30}polic|flagged (?:as|for|by)|was blocked by/;
const overloadWords = /overload|unavailable|slow_down|engine_overloaded|capacity/;
const formWords =
  /unsupported_(?:parameter|value)|invalid_encrypted_content|extra_forbidden|unknown_parameter/;
const formMessage =
  /invalid `?signature`?|thought_?\s?signature|encrypted.content|extra inputs are not permitted|unrecognized request argument|unknown (?:name|parameter|field)|unsupported parameter|property '[^']{1,80}' is unsupported|`?thinking`? blocks?.{0,80}(?:cannot be modified|expected)/;
const capabilityMessage =
  /(?:does not|doesn't|do not|not) support(?:ed)? (?:tools?|tool (?:use|choice|call)|function|images?|image input|vision|audio|video|thinking|reasoning|streaming|structured|json|response_format)|no endpoints found that support|is not a (?:chat|multimodal) model/;
const modelMessage =
  /model[^.]{0,120}(?:not found|does ?n[o']t exist|not exist|not available|decommissioned|deprecated and|is invalid|no longer)|no such model|unknown model|invalid model|not found[^.]{0,40}model|model identifier is invalid|^model: /;

const between = (status: number, low: number, high: number): boolean =>
  status >= low && status <= high;

/** First match wins; said words weigh more than the status, which relays often change. */
const rules: readonly Rule[] = [
  {
    code: 'context_length_exceeded',
    when: ({ status, words, message }) =>
      status !== 429 && !rateWords.test(words) && isContextLengthText(`${words} ${message}`),
  },
  {
    code: 'upstream_quota_exhausted',
    when: ({ status, words, message, hasRetryHint }) =>
      status === 402 ||
      quotaWords.test(words) ||
      // Google words its limits per minute like an exhausted quota, but says when to retry.
      (quotaMessage.test(message) && !(hasRetryHint && rateWords.test(words))),
  },
  {
    code: 'upstream_rate_limited',
    when: ({ status, words }) => status === 429 || rateWords.test(words),
  },
  {
    code: 'content_policy',
    when: ({ status, words, message }) =>
      policyWords.test(words) || (between(status, 400, 403) && policyMessage.test(message)),
  },
  {
    code: 'upstream_credential_expired',
    when: ({ status, words, message }) =>
      /expired_?token|token_?expired/.test(words) ||
      ((status === 401 || status === 403) &&
        /token (?:has |is )?expired|expired token/.test(message)),
  },
  {
    code: 'upstream_credential_rejected',
    when: ({ status, words, message }) =>
      status === 401 ||
      status === 403 ||
      credentialWords.test(words) ||
      /api key not valid|(?:incorrect|invalid|missing) api key/.test(message),
  },
  {
    code: 'state_missing',
    when: ({ words, message }) =>
      /previous_response_not_found|thread_not_found/.test(words) ||
      /(?:previous response|conversation|container)[^.]{0,80}(?:not found|expired|does not exist)/.test(
        message,
      ),
  },
  {
    code: 'unsupported',
    when: ({ status, message }) => between(status, 400, 422) && capabilityMessage.test(message),
  },
  {
    code: 'upstream_model_missing',
    when: ({ status, words, message, readable }) =>
      /model_not_found|invalid_model|model_decommissioned|model_not_available/.test(words) ||
      (between(status, 400, 404) && modelMessage.test(message)) ||
      (status === 404 && readable && /not_?found/.test(words)),
  },
  { code: 'upstream_invalid_response', when: ({ status }) => status === 404 || status === 405 },
  {
    code: 'request_too_large',
    when: ({ status, words }) => status === 413 || /request_too_large/.test(words),
  },
  {
    code: 'upstream_overloaded',
    when: ({ status, words, message }) =>
      status === 529 ||
      status === 503 ||
      overloadWords.test(words) ||
      ((status === 0 || status >= 500) && /overloaded|at capacity/.test(message)),
  },
  {
    code: 'upstream_timeout',
    when: ({ status, words }) =>
      [408, 504, 524].includes(status) || /timeout|deadline_?exceeded|timed_out/.test(words),
  },
  { code: 'upstream_unreachable', when: ({ status }) => between(status, 520, 523) },
  {
    code: 'invalid_for_target',
    when: ({ status, words, message }) =>
      between(status, 400, 422) && (formWords.test(words) || formMessage.test(message)),
  },
  {
    code: 'upstream_invalid_response',
    when: ({ status, readable }) => between(status, 1, 499) && !readable,
  },
  {
    code: 'invalid_request',
    when: ({ status, words }) =>
      (between(status, 400, 499) && status !== 415 && status !== 499) ||
      (status < 400 && /invalid_request|invalid_?argument|bad_?request|validation/.test(words)),
  },
];

/**
 * Chooses the error code for what an upstream said.
 *
 * @returns `upstream_error` when no rule knows better
 * @throws never
 */
export function classifyError(facts: ErrorFacts): ErrorCode {
  return rules.find((rule) => rule.when(facts))?.code ?? 'upstream_error';
}
