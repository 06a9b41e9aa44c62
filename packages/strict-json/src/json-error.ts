/** Why a text was refused as JSON. Closed: callers switch on it. */
export type JsonErrorCode =
  | 'JSON_TOO_LARGE'
  | 'JSON_TOO_DEEP'
  | 'JSON_NOT_UTF8'
  | 'JSON_SYNTAX'
  | 'JSON_DUPLICATE_MEMBER'
  | 'JSON_FORBIDDEN_MEMBER'
  | 'JSON_FORBIDDEN_CHARACTER'
  | 'JSON_NUMBER'
  | 'JSON_NOT_AN_OBJECT'

/** A text that is not the strict JSON asked for. The message names the kind of fault and where it stands, and nothing of the text. */
export class JsonError extends Error {
  readonly code: JsonErrorCode
  /** @param at where the fault stands, in UTF-16 units from the start */
  constructor(code: JsonErrorCode, message: string, at?: number) {
    super(at === undefined ? message : `${message} (position ${at})`)
    this.name = 'JsonError'
    this.code = code
  }
}
