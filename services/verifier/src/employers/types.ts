/** An organisation that asks questions here. `questions` names what it was registered to ask. */
export type Employer = {
  readonly id: string
  readonly name: string
  readonly questions: readonly string[]
  readonly createdAt: Date
}

/** The credentials of an employer's system as they are stored: never the secret itself. */
export type EmployerClient = {
  readonly clientId: string
  /** SHA-256 of the secret, base64url */
  readonly secretHash: string
}
