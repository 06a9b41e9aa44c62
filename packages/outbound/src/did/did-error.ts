/** Why a DID or its document cannot be used. That a document could not be fetched is an OutboundError instead. */
export type DidErrorCode = 'DID_MALFORMED' | 'DID_METHOD_UNSUPPORTED' | 'DID_DOCUMENT_INVALID' | 'DID_KEY_NOT_FOUND'

export class DidError extends Error {
  readonly code: DidErrorCode
  constructor(code: DidErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'DidError'
    this.code = code
  }
}
