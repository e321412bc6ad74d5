import { type JsonScan, scanTopLevel } from '@gateway/protocols';
import { GatewayError } from '@gateway/spec';
import { explainBody } from './explain-body.ts';

/** What one pass over a request body tells, without building its values. */
export interface InspectedBody {
  readonly bytes: Uint8Array;
  /** The model as the client named it. */
  readonly model: string;
  readonly stream: boolean;
  /** Whether the body names its model several times; readers differ in which one counts. */
  readonly isModelRepeated: boolean;
}

/**
 * Looks into a request body of a dialect that names model and stream at the top.
 *
 * @throws `GatewayError` `invalid_request` naming the field
 */
export function inspectBody(bytes: Uint8Array): InspectedBody {
  const scan = scanTopLevel(bytes);
  if (!scan) throw invalid(explainBody(bytes));
  if (scan.depth > maxDepth) {
    throw invalid(`The request body nests arrays and objects deeper than ${maxDepth} levels.`);
  }
  const isModelRepeated = scan.members.filter(({ key }) => key === 'model').length > 1;
  return { bytes, model: readModel(scan), stream: readStream(scan), isModelRepeated };
}

/** What passes as it is must be no deeper than what is read, see `parseJson`. */
const maxDepth = 512;

/** Real names are shorter; longer ones would end in rows and logs. */
const maxModelLength = 512;

function readModel(scan: JsonScan): string {
  const model = scan.string('model');
  if (model === undefined || model === '') {
    throw invalid('The request must name a model, as a text in "model".', 'model');
  }
  if (model.length > maxModelLength) {
    throw invalid(`"model" must have at most ${maxModelLength} characters.`, 'model');
  }
  return model;
}

function readStream(scan: JsonScan): boolean {
  const kind = scan.kind('stream');
  if (kind === undefined || kind === 'null') return false;
  if (kind !== 'boolean') throw invalid('"stream" must be true or false.', 'stream');
  return scan.boolean('stream') ?? false;
}

function invalid(message: string, param?: string): GatewayError {
  return new GatewayError({
    code: 'invalid_request',
    message,
    ...(param !== undefined && { param }),
  });
}
