/** Why nothing came back from outside. */

export type OutboundErrorCode =
  | 'OUTBOUND_FORBIDDEN_URL'
  | 'OUTBOUND_FORBIDDEN_ADDRESS'
  | 'OUTBOUND_TIMEOUT'
  | 'OUTBOUND_TOO_LARGE'
  | 'OUTBOUND_STATUS'
  | 'OUTBOUND_REDIRECT'
  | 'OUTBOUND_UNREACHABLE'

/** A document could not be had. `retryable`: the same request may succeed later; false means it never will as things are. */
export class OutboundError extends Error {
  readonly code: OutboundErrorCode
  readonly retryable: boolean
  constructor(code: OutboundErrorCode, message: string, options: { retryable: boolean; cause?: unknown }) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'OutboundError'
    this.code = code
    this.retryable = options.retryable
  }
}

const timeoutCodes = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'])

/**
 * The OutboundError for what the HTTP client threw: an own error somewhere in its causes as it is, else timeout or unreachable.
 * A TLS fault is unreachable and not retryable: there is no fallback (NET-09).
 */
export function toOutboundError(error: unknown, origin: string): OutboundError {
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 6; cause = cause.cause, depth += 1) {
    if (cause instanceof OutboundError) return cause
    if (cause.name === 'TimeoutError' || cause.name === 'AbortError' || (hasCode(cause) && timeoutCodes.has(cause.code))) {
      return new OutboundError('OUTBOUND_TIMEOUT', `${origin} did not answer in time`, { retryable: true, cause: error })
    }
    if (hasCode(cause) && /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/.test(cause.code)) {
      return new OutboundError('OUTBOUND_UNREACHABLE', `the TLS connection with ${origin} cannot be trusted (${cause.code})`, { retryable: false, cause: error })
    }
    if (cause instanceof AggregateError) {
      const inner: unknown = cause.errors[0]
      if (inner !== undefined) return toOutboundError(inner, origin)
    }
  }
  return new OutboundError('OUTBOUND_UNREACHABLE', `${origin} cannot be reached`, { retryable: true, cause: error })
}

function hasCode(error: Error): error is Error & { code: string } {
  return 'code' in error && typeof error.code === 'string'
}
