import type { Exchange, LossReport, Seal, Usage } from '@gateway/spec';
import {
  createStreamTranslator,
  type StreamStep,
  type StreamTranslator,
  type TranslationContext,
} from '@gateway/translators';
import type { StreamBatch } from '../egress/stream-batch.ts';
import type { StreamReader } from './stream-reader.ts';

const encoder = new TextEncoder();

/**
 * Makes a reader for streams that are translated.
 *
 * @throws `GatewayError` `unsupported` when a dialect of the exchange is not known
 */
export function createTranslateReader(
  exchange: Exchange,
  context: Partial<TranslationContext>,
): StreamReader {
  return new TranslateReader(createStreamTranslator({ exchange, context }));
}

class TranslateReader implements StreamReader {
  readonly #translator: StreamTranslator;

  constructor(translator: StreamTranslator) {
    this.#translator = translator;
  }

  get finished(): boolean {
    return this.#translator.finished;
  }

  get usage(): Usage {
    return this.#translator.usage;
  }

  get contentBytes(): number {
    return this.#translator.contentBytes;
  }

  get loss(): LossReport {
    return this.#translator.loss;
  }

  get mintedSeals(): ReadonlyMap<string, readonly Seal[]> {
    return this.#translator.mintedSeals;
  }

  push(bytes: Uint8Array): StreamBatch {
    return this.#toBatch(this.#translator.push(bytes));
  }

  end(): StreamBatch {
    return this.#toBatch(this.#translator.end());
  }

  #toBatch({ output, error }: StreamStep): StreamBatch {
    const { contentStarted, finished } = this.#translator;
    return {
      bytes: encoder.encode(output),
      hasContent: contentStarted || finished,
      ...(error && { error }),
    };
  }
}
