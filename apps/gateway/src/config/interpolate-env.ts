/** Outcome of an interpolation: the text, the variable that is not set, or a reference gone wrong. */
export type Interpolated =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly missing: string }
  | { readonly ok: false; readonly malformed: string };

const canonical = /\$(\$)?\{(?:ENV:)?([A-Za-z_][A-Za-z0-9_]*)\}/g;
// Ways in which other gateways write the same thing; only as the whole value, never inside one.
const foreign = /^(?:os\.environ\/|env::|env\.)([A-Z_][A-Z0-9_]*)$/;
// What was surely meant as a reference: a secret must not travel as its own placeholder.
const malformed = /\$\{[^}]*\}?|^\$[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Puts environment variables into a configuration value.
 *
 * `${ENV:NAME}` and `${NAME}` anywhere in the text; `os.environ/NAME`, `env::NAME` and `env.NAME`
 * as the whole text; `$${NAME}` stands for the literal `${NAME}`.
 *
 * @param env - variable name → value; a variable that is set but empty counts as missing
 * @throws never
 * @example interpolateEnv('Bearer ${ENV:TOKEN}', { TOKEN: 'x' }) // { ok: true, value: 'Bearer x' }
 */
export function interpolateEnv(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): Interpolated {
  const whole = foreign.exec(text)?.[1];
  if (whole !== undefined) {
    const value = env[whole];
    return value ? { ok: true, value } : { ok: false, missing: whole };
  }
  const wrong = malformed.exec(text.replace(canonical, ''))?.[0];
  if (wrong !== undefined) return { ok: false, malformed: wrong };
  let missing: string | undefined;
  const value = text.replace(canonical, (match, escaped: string | undefined, name: string) => {
    if (escaped) return match.slice(1);
    if (!env[name]) missing ??= name;
    return env[name] ?? '';
  });
  return missing === undefined ? { ok: true, value } : { ok: false, missing };
}
