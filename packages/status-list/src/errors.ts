/**
 * Why a status could not be read. Closed: callers switch on it. None of these ever means "valid". STATUS_TOKEN_… is about the signed
 * list in whichever form, STATUS_LIST_… about the list in it, STATUS_ENTRY_… and STATUS_INDEX_… about what the credential says.
 */
export type StatusListErrorCode =
  | 'STATUS_INDEX_OUT_OF_RANGE'
  | 'STATUS_VALUE_OUT_OF_RANGE'
  | 'STATUS_LIST_SIZE'
  | 'STATUS_LIST_BITS'
  | 'STATUS_LIST_MALFORMED'
  | 'STATUS_LIST_TOO_LARGE'
  | 'STATUS_LIST_LENGTH'
  | 'STATUS_LIST_PURPOSE'
  | 'STATUS_TOKEN_MALFORMED'
  | 'STATUS_TOKEN_TYP'
  | 'STATUS_TOKEN_ALG'
  | 'STATUS_TOKEN_SIGNATURE'
  | 'STATUS_TOKEN_SUBJECT'
  | 'STATUS_TOKEN_ISSUER'
  | 'STATUS_TOKEN_EXPIRED'
  | 'STATUS_TOKEN_ISSUED_IN_FUTURE'
  | 'STATUS_ENTRY_MISSING'
  | 'STATUS_ENTRY_MALFORMED'

/** A status list, token or entry that says nothing. */
export class StatusListError extends Error {
  readonly code: StatusListErrorCode
  constructor(code: StatusListErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StatusListError'
    this.code = code
  }
}
