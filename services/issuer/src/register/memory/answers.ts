import type { AnswerBook } from '../../repeating/answer-book.ts'

/** Answers by name, and which names a transaction has taken. */
export type MemoryAnswers = Map<string, { sealedAnswer: string; expiresAt: Date }>
export type HeldNames = { all: Set<string>; own: Set<string> }

/** The kept answers of one institution, or of the operator, in memory. */
export function openAnswerBook(scope: string, answers: MemoryAnswers, held: HeldNames): AnswerBook {
  return {
    async hold(name) {
      const taken = `${scope} ${keyOf(name)}`
      if (held.own.has(taken)) return true
      if (held.all.has(taken)) return false
      held.all.add(taken)
      held.own.add(taken)
      return true
    },
    async find(name, at) {
      const kept = answers.get(keyOf(name))
      return kept !== undefined && kept.expiresAt > at ? kept.sealedAnswer : undefined
    },
    async keep(name, sealedAnswer, expiresAt) {
      answers.set(keyOf(name), { sealedAnswer, expiresAt })
    },
  }
}

function keyOf(name: Uint8Array): string {
  return Buffer.from(name).toString('hex')
}
