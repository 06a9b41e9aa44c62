import { DatabaseUnavailableError, isLostRace, sqlState } from '@eduwallet/storage'

/** Things in one statement at most. */
const mostTogether = 32
/** Things in line: eight statements. Who would stand behind them is told to come back, and nothing of it is on record. */
const mostInLine = 256

/**
 * What waits at the same moment is done in one statement, one statement at a time. Who comes alone goes alone, and at once.
 * @param send does all of them or none, and gives the result of each in their order
 * @returns adds one to the line; resolves with its result, or rejects: then nothing of it was done, unless it is not known.
 *   DatabaseUnavailableError also when the line is full
 */
export function doTogether<Item, Result>(send: (items: readonly Item[]) => Promise<readonly Result[]>): (item: Item) => Promise<Result> {
  type Waiting = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void }
  const line: Waiting[] = []
  let underWay = false

  async function sendLot(lot: readonly Waiting[]): Promise<void> {
    try {
      const results = await send(lot.map(({ item }) => item))
      if (results.length !== lot.length) throw new Error('not each of them has a result')
      for (const [at, { resolve }] of lot.entries()) resolve(results[at] as Result)
    } catch (error) {
      const refused = sqlState(error) !== undefined || isLostRace(error)
      // PostgreSQL refused one of them and so all: none is on record, and each is to fail or stand by itself.
      if (lot.length > 1 && refused) for (const one of lot) await sendLot([one])
      // When the database cannot be used, who waits behind would wait as long to be told the same.
      else for (const { reject } of refused ? lot : [...lot, ...line.splice(0)]) reject(error)
    }
  }

  async function next(): Promise<void> {
    if (underWay || line.length === 0) return
    underWay = true
    await sendLot(line.splice(0, mostTogether))
    underWay = false
    void next()
  }

  return (item) => new Promise((resolve, reject) => {
    if (line.length >= mostInLine) {
      reject(new DatabaseUnavailableError('too many wait for the record'))
      return
    }
    line.push({ item, resolve, reject })
    void next()
  })
}
