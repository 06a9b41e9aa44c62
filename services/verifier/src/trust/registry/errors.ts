/** Why an issuer was not taken into the registry, or not found in it. Closed: the operator door switches on it. */
export type RegistryErrorCode =
  | 'ISSUER_IDENTIFIER_INVALID'
  | 'ISSUER_NAME_INVALID'
  | 'ISSUER_COUNTRY_INVALID'
  | 'ISSUER_TYPE_INVALID'
  | 'ISSUER_KEY_METHOD_MISFIT'
  | 'ISSUER_ANCHOR_INVALID'
  | 'ISSUER_KEY_URI_INVALID'
  | 'ISSUER_UNKNOWN'

export class RegistryError extends Error {
  readonly code: RegistryErrorCode
  constructor(code: RegistryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'RegistryError'
    this.code = code
  }
}
