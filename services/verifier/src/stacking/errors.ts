/** Why nothing was stacked. Closed: doors switch on it. */
export type StackErrorCode =
  /** A request is not answered with a confirmed verdict whose claims can still be read. */
  | 'STACK_NOT_CONFIRMED'
  /** The rule, or what a credential is taken for, is malformed; or a credential did not show what is needed. */
  | 'STACK_MALFORMED'

/** `faults` say where, in the terms of what was asked, and what to do. */
export class StackError extends Error {
  readonly code: StackErrorCode
  readonly faults: readonly { readonly path: string; readonly message: string }[]
  constructor(code: StackErrorCode, message: string, faults: StackError['faults']) {
    super(message)
    this.name = 'StackError'
    this.code = code
    this.faults = faults
  }
}
