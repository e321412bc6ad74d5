import type { AdaptContext, AdaptStep } from './adapt-context.ts';
import { refuse } from './refuse.ts';

/**
 * Refuses requests that lean on a conversation stored elsewhere: without it the model would
 * silently answer to a part of the conversation.
 */
export const checkContinuity: AdaptStep = (request, context) => {
  if (context.sameDialect) return request;
  const { thread, previousResponseId, conversation, background } = request.continuity ?? {};
  if (thread != null) refuseThread(context);
  if (previousResponseId !== undefined) refuseState('continuity.previousResponseId', context);
  if (conversation != null) refuseState('continuity.conversation', context);
  if (background) refuseBackground(context);
  return request;
};

function refuseThread(context: AdaptContext): never {
  return refuse(
    {
      code: 'invalid_request',
      path: context.pathOf('continuity.thread'),
      message: 'The chosen model keeps no message threads; send the whole conversation.',
      loss: 'field_dropped',
      nativeCode: 'thread_unsupported_request',
    },
    context,
  );
}

function refuseState(field: string, context: AdaptContext): never {
  return refuse(
    {
      code: 'state_missing',
      path: context.pathOf(field),
      message: 'The conversation referred to is not stored here; send it whole.',
      loss: 'field_dropped',
      nativeCode: 'previous_response_not_found',
    },
    context,
  );
}

function refuseBackground(context: AdaptContext): never {
  return refuse(
    {
      code: 'unsupported',
      path: context.pathOf('continuity.background'),
      message: 'The chosen model does not answer in the background.',
      loss: 'field_dropped',
    },
    context,
  );
}
