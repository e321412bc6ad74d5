import type { RecordedCase } from '../support/recorded-exchanges.ts';

const noFinish = 'the recorded stream never says finish_reason, which the openai SDK refuses';
const twoStarts = 'the recorded stream has two message_start events, which the SDK refuses';

/**
 * Recordings that the official client of their own dialect refuses even without a gateway, so that
 * there is no answer to compare with.
 */
const skips: Readonly<Record<string, string>> = {
  'pyd.test_snowflake.test_snowflake_model_streaming#0': noFinish,
  'pyd.test_snowflake.test_snowflake_thinking_streaming#0': noFinish,
  'ver.anthropic.duplicate-message-start.stream#0': twoStarts,
  'ver.anthropic.spliced-message-start.stream#0': twoStarts,
};

/**
 * Why a recording is not compared.
 *
 * @returns `undefined` when it is
 */
export function skipReason(item: RecordedCase): string | undefined {
  return skips[item.name];
}

const noAudio = 'Messages has no audio input, and its own vendor refused it as well';
const ownStore = 'names a file in the store of the other provider';
const pdf = 'holds a PDF, which a chat target takes only where it is known to';

/** Recorded requests that the other dialect cannot say, each with its reason. */
export const unsayable: Readonly<Record<string, string>> = {
  'env.chat-no-messages#0': 'holds no message, which its own vendor refused as well',
  'pyd.test_multimodal_tool_returns.test_multimodal_tool_return_matrix-direct-url-audio-openai_chat#1':
    noAudio,
  'pyd.test_multimodal_tool_returns.test_multimodal_tool_return_matrix-tool_return_content-url-audio-openai_chat#1':
    noAudio,
  'pyd.test_multimodal_tool_returns.test_multimodal_tool_return_matrix-tool_return_content-uploaded_file-doc-28a144df#1':
    ownStore,
  'pyd.test_anthropic.test_document_binary_content_input#0': pdf,
  'pyd.test_multimodal_tool_returns.test_multimodal_tool_return_matrix-direct-binary-document-anthropic#1':
    pdf,
  'pyd.test_multimodal_tool_returns.test_multimodal_tool_return_matrix-direct-uploaded_file-document-anthropic#1':
    ownStore,
  'pyd.test_multimodal_tool_returns.test_multimodal_tool_return_matrix-direct-uploaded_file-image-anthropic#1':
    ownStore,
};
