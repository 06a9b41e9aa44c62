/** Why no credential came out of a file, or could not go into one. Closed: callers switch on it. None of these ever means "valid". */
export type FileErrorCode =
  /** More bytes, pixels, parts or levels than any genuine file of this kind has. */
  | 'FILE_TOO_LARGE'
  /** None of the kinds of file that a credential is kept in. */
  | 'FILE_UNKNOWN'
  /** A text that is not UTF-8. */
  | 'FILE_NOT_UTF8'
  /** Not whole, or not what its kind of file must be. */
  | 'FILE_DAMAGED'
  /** An XML document type: it can define entities and name other files. */
  | 'FILE_DOCTYPE'
  /** A PDF that opens with a password. */
  | 'FILE_ENCRYPTED'
  /** A form of the file that is allowed but not read here; saving it anew may help. */
  | 'FILE_UNSUPPORTED'
  /** The address at which a certificate is checked is no https address of at most 1,000 characters. */
  | 'ADDRESS_MALFORMED'
  /** A whole file in which no credential stands. */
  | 'CREDENTIAL_MISSING'
  /** More than one credential: which was meant is not ours to choose. */
  | 'CREDENTIAL_TWICE'
  /** Compressed where Open Badges 3.0 says that it must not be. */
  | 'CREDENTIAL_COMPRESSED'
  | 'CREDENTIAL_TOO_LARGE'
  /** At the place of the credential stands something that is none: neither a JSON object nor a token. */
  | 'CREDENTIAL_MALFORMED'
  /** A badge of Open Badges 2.0 or older: it has no signature that can be checked here. */
  | 'OPEN_BADGES_2'

/** A file that holds no credential that can be used, or one that cannot be made. The message names the rule, never what stood in the file. */
export class FileError extends Error {
  readonly code: FileErrorCode
  constructor(code: FileErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'FileError'
    this.code = code
  }
}
