import type { HttpAnswer } from '../wallet/index.ts'

/** An answer that is not the one a step needs; the message names the address and what was answered, never what was sent. */
export class UnexpectedAnswerError extends Error {
  readonly code = 'UNEXPECTED_ANSWER'
  readonly answer: HttpAnswer

  constructor(answer: HttpAnswer, wanted: number) {
    super(`${new URL(answer.url).pathname} answered ${answer.status} instead of ${wanted}: ${answer.text.slice(0, 800)}`)
    this.name = 'UnexpectedAnswerError'
    this.answer = answer
  }
}

/** Gives back the JSON body when the status is the one wanted. @throws UnexpectedAnswerError */
export function expectStatus(answer: HttpAnswer, wanted: number): unknown {
  if (answer.status !== wanted) throw new UnexpectedAnswerError(answer, wanted)
  return answer.body
}
