/** An address cut once, for routing and everything after it. */
export interface SplitUrl {
  /** Path segments, still percent-encoded; empty ones are left out. */
  readonly segments: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

const noQuery: Readonly<Record<string, string>> = Object.freeze({});

/**
 * Cuts the address of a call. The host plays no part; a doubled `/v1` prefix, doubled and trailing
 * slashes are forgiven, because clients append `/v1` to addresses that have it already.
 *
 * @param url - path with query, or an absolute address
 * @throws never
 */
export function splitUrl(url: string): SplitUrl {
  const local = url.startsWith('/') ? url : url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  const withoutFragment = cutAt(local, '#');
  const path = cutAt(withoutFragment, '?');
  const search = withoutFragment.slice(path.length + 1);
  const segments = path.split('/').filter((segment) => segment !== '');
  const isDoubled = segments[0] === 'v1' && segments[1] === 'v1';
  return {
    segments: isDoubled ? segments.slice(1) : segments,
    query: search === '' ? noQuery : Object.fromEntries(new URLSearchParams(search)),
  };
}

function cutAt(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return at < 0 ? text : text.slice(0, at);
}
