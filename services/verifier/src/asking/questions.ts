import { composeQuery } from './compose-query.ts'
import { AskError } from './errors.ts'
import type { AskedQuestion, LocalizedText } from './types.ts'

type Question = {
  readonly title: LocalizedText
  /** Claim name in the credential, and what it is called to people, in the order in which they are shown */
  readonly claims: Readonly<Record<string, LocalizedText>>
}

/**
 * The questions that can be asked. A question fixes the most that may be asked with it (the name of each claim is
 * that of the microcredential's credential type), so that an employer never composes a query of its own.
 */
export const questions = {
  microcredential: {
    title: { nl: 'Laat een microcredential zien', en: 'Show a microcredential' },
    claims: {
      given_name: { nl: 'Voornaam', en: 'Given name' },
      family_name: { nl: 'Achternaam', en: 'Family name' },
      achievement_title: { nl: 'Naam van de microcredential', en: 'Title of the microcredential' },
      learning_outcomes: { nl: 'Wat je hebt geleerd', en: 'Learning outcomes' },
      level_of_learning_experience: { nl: 'Niveau (EQF)', en: 'Level (EQF)' },
      workload: { nl: 'Studielast', en: 'Workload' },
      issuing_authority: { nl: 'Uitgegeven door', en: 'Issued by' },
      issuing_country: { nl: 'Land', en: 'Country' },
      date_of_issuance: { nl: 'Datum van uitgifte', en: 'Date of issuance' },
    },
  },
} as const satisfies Record<string, Question>

export type QuestionName = keyof typeof questions

/** Finds a question by its name. */
export function findQuestion(name: string): Question | undefined {
  return Object.hasOwn(questions, name) ? questions[name as QuestionName] : undefined
}

/**
 * Turns a named question into the query for the wallet: credentials of the `types` (vct values and names of the data model) that a recognised
 * issuer may issue, with holder binding, and the claims of the question, or fewer when `claims` narrows them.
 * Throws AskError ASK_QUESTION_NOT_ALLOWED, ASK_CLAIM_NOT_IN_QUESTION (over-asking), ASK_NO_ISSUER_RECOGNISED.
 */
export function composeQuestion(name: string, { types, claims }: { types: readonly string[]; claims?: readonly string[] | undefined }): AskedQuestion {
  const question = findQuestion(name)
  if (!question) throw new AskError('ASK_QUESTION_NOT_ALLOWED', 'there is no such question')
  const outside = claims?.find((claim) => !Object.hasOwn(question.claims, claim))
  if (outside !== undefined) throw new AskError('ASK_CLAIM_NOT_IN_QUESTION', `"${outside.slice(0, 64)}" is not part of the question "${name}"`)
  const asked = Object.keys(question.claims).filter((claim) => claims === undefined || claims.includes(claim))
  if (asked.length === 0) throw new AskError('ASK_CLAIM_NOT_IN_QUESTION', 'at least one claim must be asked for')
  const dcql = composeQuery(name, { types, claims: asked })
  if (dcql === undefined) throw new AskError('ASK_NO_ISSUER_RECOGNISED', 'no issuer is recognised yet who could answer this, so no answer could be confirmed')
  return { name, claims: asked, dcql }
}
