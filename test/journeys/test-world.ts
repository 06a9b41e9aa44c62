/** What the journey tests share: a pair of services on a database of their own, an institution, an employer, a wallet. */
import { afterAll, beforeAll } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../database/index.ts'
import { createEmployer, createSchool, publishAchievement, trustSchool, type Employer, type School } from '../institution/index.ts'
import { createWallet, type Wallet } from '../wallet/index.ts'
import { sandboxRoots, startWorld, type World, type WorldOptions } from './world.ts'

/** A pair of running services with an institution that has published one microcredential, and an employer that trusts it. */
export type TestWorld = World & { database: FreshDatabase; school: School; achievementId: string; employer: Employer; wallet: Wallet; type: string }

/**
 * Registers hooks that start a world before the tests of a file and stop it after them.
 *
 * @param label for the name of the database
 * @returns a getter: the world is there inside tests
 */
export function useWorld(label: string, options: WorldOptions = {}): () => TestWorld {
  let world: TestWorld | undefined
  let database: FreshDatabase | undefined
  beforeAll(async () => {
    database = await freshDatabase(label)
    const pair = await startWorld({ ...options, databaseUrl: database.url })
    try {
      const school = await createSchool(pair.issuer)
      const type = `${pair.issuer.url}/vct/microcredential/1`
      const employer = await createEmployer(pair.verifier)
      await trustSchool(pair.verifier, school, [type])
      world = { ...pair, database, school, achievementId: await publishAchievement(school), employer, type, wallet: createWallet({ anchors: await sandboxRoots(pair) }) }
    } catch (error) {
      const logs = [...pair.issuer.logs, ...pair.verifier.logs].filter((line) => /"level":[56]0/.test(line)).slice(-5).join('\n')
      await pair.stop()
      throw new Error(`the world could not be prepared: ${(error as Error).message}\n${logs}`, { cause: error })
    }
  }, 180_000)
  afterAll(async () => {
    await world?.stop()
    await database?.drop()
  }, 60_000)
  return () => {
    if (world === undefined) throw new Error('the world has not started')
    return world
  }
}
