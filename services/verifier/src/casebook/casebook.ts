import type { AskingBook, KeyBook } from '../asking/index.ts'
import type { EmployerBook } from '../employers/index.ts'
import type { AnswerBook } from '../receiving/index.ts'
import type { ShowingBook } from '../showing/index.ts'

/**
 * The case book: everything the rooms must remember. Each room sees only the part it declares itself; one contract
 * suite holds both implementations to it.
 */
export type Casebook = EmployerBook & KeyBook & AskingBook & AnswerBook & ShowingBook
