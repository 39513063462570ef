import { toFailure } from '../../engine/failure.js';
import { ApiError } from '../../errors.js';

/** Waits for the engine and turns its failures into API errors. */
export const fromEngine = async <Answer>(asked: Promise<Answer>): Promise<Answer> => {
  try {
    return await asked;
  } catch (cause) {
    const { code, message } = toFailure(cause);
    if (code === 'invalid_cursor') throw new ApiError(code, { field: 'cursor', message });
    if (code === 'unknown_event')
      throw new ApiError('invalid_request', { field: 'pick.event', message });
    if (code === 'engine_unavailable')
      throw new ApiError('reports_not_ready', { retryAfter: 1, cause });
    if (code === 'unknown_list') throw new ApiError('unknown_population', { cause });
    if (code === 'unknown_report' || code === 'report_too_slow' || code === 'report_stopped')
      throw new ApiError(code, { message });
    throw new ApiError('internal', { cause });
  }
};
