import type { EmployerBook } from './employer-book.ts'
import { EmployerError } from './errors.ts'
import { hashSecret, newSecret } from './secret.ts'
import type { Employer } from './types.ts'

export type RegisteringEmployers = {
  readonly book: Pick<EmployerBook, 'add'>
  readonly knownQuestions: readonly string[]
  readonly newId: () => string
  readonly now: () => Date
  readonly randomBytes: (size: number) => Uint8Array
}

/**
 * Registers an employer for the questions named, and makes the credentials of its system. The secret is in the
 * answer and nowhere else. Throws EmployerError EMPLOYER_QUESTION_UNKNOWN.
 */
export async function registerEmployer(
  { book, knownQuestions, newId, now, randomBytes }: RegisteringEmployers,
  { name, questions }: { name: string; questions: readonly string[] },
): Promise<{ employer: Employer; clientId: string; clientSecret: string }> {
  const unknown = questions.find((question) => !knownQuestions.includes(question))
  if (unknown !== undefined) throw new EmployerError('EMPLOYER_QUESTION_UNKNOWN', `there is no question "${unknown.slice(0, 64)}"`)
  const employer: Employer = { id: newId(), name, questions: [...new Set(questions)], createdAt: now() }
  const clientId = Buffer.from(randomBytes(16)).toString('base64url')
  const clientSecret = newSecret(randomBytes)
  await book.add(employer, { clientId, secretHash: hashSecret(clientSecret) })
  return { employer, clientId, clientSecret }
}
