/**
 * The answers of one institution that are kept. A name (32 octets) stands for who asked and under which key.
 * Only of use on a register that is one transaction (`inOneTransaction`): what is held is held until that ends.
 */
export type AnswerBook = {
  /** Takes the name for this transaction; false, at once, when another transaction has it. */
  hold(name: Uint8Array): Promise<boolean>
  /** The answer kept under the name, unless it has expired. */
  find(name: Uint8Array, at: Date): Promise<string | undefined>
  /** Keeps an answer in the place of one that has expired. */
  keep(name: Uint8Array, sealedAnswer: string, expiresAt: Date): Promise<void>
}

/** A record of which everything that `work` does is one transaction: what it throws undoes all of it. They nest. */
export type Undoable<Record> = { inOneTransaction<T>(work: (record: Record) => Promise<T>): Promise<T> }

/** Seals answers at rest; `context` is authenticated. An answer may hold a secret that is shown once. */
export type AnswerSeal = { seal(plaintext: Uint8Array, context: string): string; open(sealed: string, context: string): Uint8Array }
