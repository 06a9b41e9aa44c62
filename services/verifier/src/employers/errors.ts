/** Why an employer, or someone who says to be one, was refused. Closed: doors switch on it. */
export type EmployerErrorCode =
  | 'EMPLOYER_CREDENTIALS_WRONG'
  | 'EMPLOYER_TOKEN_UNKNOWN'
  | 'EMPLOYER_UNKNOWN'
  | 'EMPLOYER_QUESTION_UNKNOWN'

export class EmployerError extends Error {
  readonly code: EmployerErrorCode
  constructor(code: EmployerErrorCode, message: string) {
    super(message)
    this.name = 'EmployerError'
    this.code = code
  }
}
