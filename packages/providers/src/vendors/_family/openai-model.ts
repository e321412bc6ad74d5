/** An OpenAI language model by its name. */
export interface OpenaiModel {
  /** `chat` = answers without reasoning; `reasoning` = o-series and GPT-5 on. */
  readonly kind: 'chat' | 'reasoning';
  /** GPT version as a number: 3.5, 4, 5.4; `null` for the o-series. */
  readonly version: number | null;
  /** Number of the o-series; `null` for GPT. */
  readonly series: number | null;
  /** What follows the version, e.g. `o-mini`, `codex-max`, `pro`; empty = nothing. */
  readonly variant: string;
}

const gpt = /^(?:ft:)?(?:chat)?gpt-(\d+)(?:\.(\d+))?([o-]?.*)$/;
const oSeries = /^(?:ft:)?o(\d+)(?:-(.*))?$/;

const trimVariant = (text: string): string =>
  // `ft:gpt-4o:org::id` and dates such as `-2024-08-06` say nothing about abilities.
  text
    .replace(/:.*$/, '')
    .replace(/-?\d{4}(?:-\d{2}-\d{2})?$/, '')
    .replace(/^-/, '');

/**
 * Reads kind and generation from a model's name.
 *
 * @param model - as OpenAI names it; a prefix up to the last slash is ignored
 * @returns `undefined` for names that are none of OpenAI's language models
 * @throws never
 * @source OpenAI, models page, read 2026-11-21
 */
export function parseOpenaiModel(model: string): OpenaiModel | undefined {
  const name = model.toLowerCase().slice(model.lastIndexOf('/') + 1);
  const series = oSeries.exec(name);
  if (series) {
    const variant = trimVariant(series[2] ?? '');
    return { kind: 'reasoning', version: null, series: Number(series[1]), variant };
  }
  const match = gpt.exec(name);
  if (!match) return undefined;
  const version = Number(`${match[1]}.${match[2] ?? 0}`);
  const variant = trimVariant(match[3] ?? '');
  const isPlainChat = version < 5 || (version === 5 && variant.startsWith('chat'));
  return { kind: isPlainChat ? 'chat' : 'reasoning', version, series: null, variant };
}
