/**
 * The main job, walked over HTTP while a person watches: a result becomes a credential in a wallet, an employer asks,
 * the verdict is confirmed, the institution revokes, and the next verdict is rejected.
 *
 * `npm run demo` ends with exit code 0, or names the step that failed and ends with 1. `npm run demo -- --keep` keeps
 * both services running afterwards and prints how to reach them.
 */
import { startEmbeddedPostgres } from '../database/embedded-postgres.ts'
import { ask, createEmployer, createSchool, listAwards, listCredentials, makeOffer, publishAchievement, readCase, revoke, sendOkeResult, trustSchool, type Employer, type School, type Verdict } from '../institution/index.ts'
import { createWallet, labelOf, presentCredentials, redeemOffer, type HeldCredential, type Wallet } from '../wallet/index.ts'
import { columns, DemoStepError, openStage, type Stage } from './demo-stage.ts'
import { sandboxRoots, startWorld, type World } from './world.ts'

const offering = '123e4567-e89b-12d3-a456-134564174000'
const associationId = '123e4567-e89b-12d3-a456-426614174000'
const learner = { studentNumber: '1234567', givenName: 'Maartje', surnamePrefix: 'van', surname: 'Damme' }
const revocationReason = 'De beoordeling is ingetrokken door de examencommissie.'

const keep = process.argv.slice(2).includes('--keep')
const stage = openStage(process.stdout)
const cleanUp: (() => Promise<void>)[] = []
let leaving = false

for (const [signal, exitCode] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]] as const) {
  process.once(signal, () => {
    stage.say()
    stage.say('  Stopped; nothing is left behind.')
    void leave(exitCode)
  })
}

try {
  await run()
  if (!keep) await leave(0)
} catch (error) {
  if (!leaving) {
    stage.say()
    stage.say(error instanceof DemoStepError ? `  The demo stopped at: ${error.step}` : '  The demo stopped.')
    stage.say(`  ${firstLines(error)}`)
    stage.say()
    await leave(1)
  }
}

async function run(): Promise<void> {
  stage.say()
  stage.say('  Eduwallet: from a result to a verdict')
  stage.say()
  const world = await stage.step('Start issuer, verifier and PostgreSQL', start, ({ issuer, verifier }) => ({ details: columns([['issuer', issuer.url], ['verifier', verifier.url]]) }))
  const { school, wallet, held } = await fromResultToWallet(stage, world)
  const employer = await stage.step('An employer gets access to the verifier, which trusts the institution', async () => {
    await trustSchool(world.verifier, school, [held.visible['vct'] as string])
    return createEmployer(world.verifier)
  })
  await fromQuestionToVerdict(stage, { employer, wallet, held })
  await fromRevocationToRejection(stage, { school, employer, wallet, held })
  stage.say()
  stage.say(`  Done in ${stage.elapsedSeconds().toFixed(1)} seconds.`)
  stage.say()
  if (keep) tellHowToReach(stage, { world, school, employer })
}

async function start(): Promise<World> {
  const postgres = await startEmbeddedPostgres()
  cleanUp.push(() => postgres.stop())
  if (leaving) throw new Error('stopped')
  const world = await startWorld({ databaseUrl: postgres.url, statusListSeconds: 2 })
  cleanUp.push(world.stop)
  return world
}

async function fromResultToWallet(stage: Stage, world: World): Promise<{ school: School; wallet: Wallet; held: HeldCredential }> {
  const school = await stage.step('An institution is created, with a signing key, a DID and a certificate', () =>
    createSchool(world.issuer, { slug: 'hogeschool-delta', name: { nl: 'Hogeschool Delta', en: 'Delta University of Applied Sciences' } }), ({ did }) => ({ details: columns([['did', did]]) }))
  await stage.step('It publishes the microcredential "Flood safety in practice", 5 ECTS', () => publishAchievement(school, { ooapiOfferings: [offering] }))
  const awardId = await stage.step('Its exam system sends the result of Maartje van Damme (OOAPI v5, OKE profile)', async () => {
    const { put, patch } = await sendOkeResult(school, { associationId, offering, learner })
    for (const answer of [put, patch]) if (answer.status >= 300) throw new Error(`the result was not taken: ${answer.status} ${answer.text.slice(0, 400)}`)
    const award = (await listAwards(school))[0]
    if (award === undefined) throw new Error('the result was taken but made no award')
    return award.id
  }, () => ({ details: columns([['association', associationId], ['result', 'final, passed, grade 9']]) }))
  const offer = await stage.step('It offers her the credential; the transaction code travels another way', () => makeOffer(school, awardId), (made) => ({
    details: columns([['claim page', made.claimUrl], ['transaction code', made.transactionCode ?? 'none']]),
  }))
  const wallet = createWallet({ anchors: await sandboxRoots(world) })
  const held = await stage.step('Her wallet redeems the offer and checks signature, DID, certificate and type', async () => {
    const { credentials } = await redeemOffer(wallet, offer.credentialOfferUri, { transactionCode: offer.transactionCode, dpop: true })
    return credentials[0]!
  }, (credential) => ({ details: columns([['type', credential.visible['vct'] as string], ['can be withheld', `${credential.disclosable.length} claims`]]) }))
  return { school, wallet, held }
}

async function fromQuestionToVerdict(stage: Stage, { employer, wallet, held }: { employer: Employer; wallet: Wallet; held: HeldCredential }): Promise<void> {
  const asked = await stage.step('The employer asks: show me a microcredential, for a job application', () => ask(employer))
  await stage.step('Her wallet shows only what was asked', () => presentCredentials(wallet, asked.walletUrl, [held]), ({ answer }) => ({
    details: columns([['shown', `${answer.shown[0]!.disclosed.length} of ${held.disclosable.length} claims that can be withheld`]]),
  }))
  await stage.step('The verdict: confirmed', async () => {
    const verdict = await readVerdict(employer, asked.id)
    if (verdict.verdict !== 'confirmed') throw new Error(`the verdict is ${verdict.verdict}: ${reasons(verdict)}`)
    const shown = verdict.credentials[0]
    if (shown?.claims['achievement_title'] === undefined) throw new Error('the microcredential cannot be read in the verdict')
    return verdict
  }, (verdict) => ({ details: readable(verdict, held) }))
}

async function fromRevocationToRejection(stage: Stage, { school, employer, wallet, held }: { school: School; employer: Employer; wallet: Wallet; held: HeldCredential }): Promise<void> {
  await stage.step('The institution revokes it, with a reason', async () => {
    const award = (await listAwards(school))[0]!
    const credential = (await listCredentials(school, award.id))[0]
    if (credential === undefined) throw new Error('the institution cannot find the credential it issued')
    await revoke(school, credential.id, revocationReason)
  }, () => ({ details: columns([['reason', revocationReason]]) }))
  await stage.step('Asked again, the same wallet is rejected: revoked', async () => {
    const until = Date.now() + 60_000
    for (;;) {
      const asked = await ask(employer)
      await presentCredentials(wallet, asked.walletUrl, [held])
      const verdict = await readVerdict(employer, asked.id)
      const failed = verdict.checks.filter(({ outcome }) => outcome === 'failed')
      if (verdict.verdict === 'rejected' && failed.length > 0 && failed.every(({ code }) => code?.includes('revoked'))) return verdict
      if (verdict.verdict !== 'confirmed' || Date.now() > until) throw new Error(`the verdict is ${verdict.verdict}: ${reasons(verdict)}`)
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }, (verdict) => ({ details: columns([['verdict', `${verdict.verdict}: ${reasons(verdict)}`]]) }))
}

async function readVerdict(employer: Employer, id: string): Promise<Verdict> {
  const until = Date.now() + 15_000
  for (;;) {
    const { state, verdict } = await readCase(employer, id)
    if (verdict !== undefined) return verdict
    if (state === 'declined' || state === 'expired' || Date.now() > until) throw new Error(`there is no verdict; the request is ${state}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

function reasons(verdict: Verdict): string {
  const notPassed = verdict.checks.filter(({ outcome, code }) => outcome !== 'passed' && code !== 'not_reached')
  return notPassed.map(({ sentence }) => sentence.en).join(' ') || 'every check passed'
}

function readable(verdict: Verdict, held: HeldCredential): string[] {
  const { claims, issuer } = verdict.credentials[0]!
  const order = held.typeMetadata.claims.map(({ path }) => path[0])
  const sorted = Object.entries(claims).sort(([one], [other]) => order.indexOf(one) - order.indexOf(other))
  const rows = sorted.map(([name, value]): [string, string] => [labelOf(held.typeMetadata, [name], 'en'), inWords(value)])
  return columns([['Issuer recognised', issuer.name.en], ...rows])
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(inWords).join(' ')
  if (typeof value !== 'object' || value === null) return String(value)
  const localized = (value as Record<string, unknown>)['en'] ?? (value as Record<string, unknown>)['text']
  if (localized !== undefined) return inWords(localized)
  return Object.entries(value).map(([name, member]) => `${inWords(member)} ${name}`).join(', ')
}

function tellHowToReach(stage: Stage, { world, school, employer }: { world: World; school: School; employer: Employer }): void {
  stage.say('  Both services keep running until you press Ctrl-C. These credentials are for this sandbox only.')
  stage.say()
  const rows: [string, string][] = [
    ['issuer', world.issuer.url],
    ['  operator token', world.issuer.operatorToken],
    ['  institution', school.credentialIssuer],
    ['  its API', `${school.base}/api/v1`],
    ['  its client id', school.client.id],
    ['  its client secret', school.client.secret],
    ['verifier', world.verifier.url],
    ['  operator token', world.verifier.operatorToken],
    ['  employer client id', employer.client.id],
    ['  employer client secret', employer.client.secret],
  ]
  for (const row of columns(rows)) stage.say(`  ${row}`)
  stage.say()
}

/** Undoes everything in the opposite order and ends. */
async function leave(exitCode: number): Promise<void> {
  if (leaving) return
  leaving = true
  for (const undo of cleanUp.reverse()) await undo().catch(() => {})
  process.exit(exitCode)
}

function firstLines(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.split('\n').slice(0, 12).join('\n  ')
}
