/** Every way in which a translation can fail to say what was said. Each is documented and tested. */
export const lossCodes = [
  'field_dropped',
  'unknown_field_dropped',
  'part_dropped',
  'unknown_part_dropped',
  'tool_dropped',
  'tool_choice_approximated',
  'tool_name_changed',
  'tool_call_id_changed',
  'tool_input_wrapped',
  'tool_result_approximated',
  'tool_reference_as_text',
  'history_repaired',
  'system_moved',
  'media_moved',
  'media_dropped',
  'cache_mark_dropped',
  'cache_mark_approximated',
  'reasoning_dropped',
  'reasoning_approximated',
  'seal_enveloped',
  'seal_dropped',
  'sampling_dropped',
  'sampling_clamped',
  'limit_clamped',
  'limit_defaulted',
  'stop_emulated',
  'schema_approximated',
  'output_format_emulated',
  'citation_dropped',
  'logprobs_dropped',
  'text_trimmed',
  'finish_approximated',
  'usage_estimated',
  'beta_dropped',
] as const;

/** One of {@link lossCodes}. */
export type LossCode = (typeof lossCodes)[number];

/** One place where the translation differs from the original. */
export interface LossEntry {
  /**
   * `kept` = carried by another means and restored on the way back; `approximated` = the meaning is
   * nearly the same; `dropped` = gone; `refused` = the translation fails because of it.
   */
  readonly severity: 'kept' | 'approximated' | 'dropped' | 'refused';
  readonly code: LossCode;
  /** The place in the sender's body, e.g. `messages[2].content[0]`; empty = the whole body. */
  readonly path: string;
  /** What happened, in words, without values of the body. */
  readonly detail?: string;
}

/** All losses of one translation, in the order they were found. */
export type LossReport = readonly LossEntry[];
