/**
 * Who may do what, for every operation of both services at once: who asks (families TEN), in which form (PAR), from where
 * (WEB), and what the logs know of it. One pair of services at the most talkative log level; every answer is looked at.
 */
import { afterAll, beforeAll } from 'vitest'
import { startClientLog, type ClientLog } from '../faults/client-log.ts'
import { useWorld } from '../journeys/test-world.ts'
import { describeBulkTenants } from './bulk-tenants.ts'
import { describeEveryDoor } from './every-door.ts'
import { describeForcedErrors } from './forced-errors.ts'
import { makeGround, type Ground } from './ground.ts'
import { readOperations } from './operations.ts'
import { describeQuietLogs } from './quiet-logs.ts'
import { describeTenantMatrix } from './tenant-matrix.ts'

let log: ClientLog
let made: Ground
beforeAll(() => { log = startClientLog(() => ['http://localhost', 'http://127.0.0.1']) })
const world = useWorld('tenancy', { statusListSeconds: 3600, issuerEnv: { ISSUER_LOG_LEVEL: 'trace' }, verifierEnv: { VERIFIER_LOG_LEVEL: 'trace' } })
beforeAll(async () => { made = await makeGround(world()) }, 120_000)
afterAll(() => { log.stop() })
const ground = (): Ground => made
const operations = readOperations()

// In this order: the matrix leaves the stranger whole, the sweeps act for the stranger, the errors use up what is left.
describeTenantMatrix(operations, ground)
describeEveryDoor(operations, ground)
describeBulkTenants(ground)
describeForcedErrors(operations, ground)
describeQuietLogs(ground, () => log.exchanges)
