/**
 * What holds after every test, whatever was broken in it. Each invariant is read from at least two accounts that do not know
 * of each other: the record, the witness in the database, the lists as they are served, the journal, the log of the
 * clients, and the logs of the processes.
 */
import { createHash } from 'node:crypto'
import { decodeJwt } from 'jose'
import { awardsIn, credentialsIn, oneTimeValuesIn, revocationsIn, secretsIn, type Exchange } from './client-log.ts'
import { readList } from './read-list.ts'
import { fingerprint, type Witness } from './witness.ts'

/** What is looked at. `bystander` is an institution that nobody did anything to since `before` was taken. */
export type Scene = {
  witness: Witness
  exchanges: readonly Exchange[]
  /** Of every process, from its start on. */
  logs: readonly string[]
  /** Where running processes of the issuer listen, and the address they are known by. */
  issuer: { bases: readonly string[]; publicUrl: string }
  bystander?: { slug: string; before: string }
  /** Further words that may stand in no log. */
  canaries?: readonly string[]
  /** How long a revocation may take to every process's list; 15 unless said otherwise. */
  listSeconds?: number
}

/** Gives one sentence for each invariant that does not hold. */
export async function findBrokenInvariants(scene: Scene): Promise<string[]> {
  const checks = [checkRecords, checkIndexes, checkOutcomes, checkOneTimeValues, checkJournal, checkSequences, checkLists, checkBystander, checkLogs]
  return (await Promise.all(checks.map((check) => check(scene)))).flat()
}

/** No credential without a record that was committed before its signature, and it says the same to the octet. */
async function checkRecords({ witness, exchanges }: Scene): Promise<string[]> {
  const rows = await witness.query<{ digest: string; state: string; transaction: string; at: Date }>(
    `SELECT content->>'payload_digest' AS digest, content->>'state' AS state, transaction::text, at FROM witness.history WHERE what = 'credentials' ORDER BY n`)
  const histories = Map.groupBy(rows, ({ digest }) => digest)
  const faults = credentialsIn(exchanges).flatMap(({ compact, answeredAt }) => {
    const digest = createHash('sha256').update(Buffer.from(compact.split('.')[1] ?? '', 'base64url')).digest('base64url')
    const history = histories.get(digest) ?? []
    const intended = history.find(({ state }) => state === 'intended')
    const issued = history.find(({ state }) => state === 'issued')
    if (intended === undefined) return ['a credential was handed over that is not on record']
    if (issued === undefined) return ['a credential was handed over of which it is not on record that it was signed']
    if (intended.transaction === issued.transaction) return ['intent and signature of a credential went on record in one transaction']
    return intended.at.getTime() > answeredAt + 1000 ? ['a credential was handed over before it was on record'] : []
  })
  const states = await witness.query<{ id: string; states: string[] }>(
    `SELECT content->>'id' AS id, array_agg(content->>'state' ORDER BY n) AS states FROM witness.history WHERE what = 'credentials' GROUP BY 1`)
  // A suspension writes a row too, and is no step of this way.
  const ways = ['intended', 'intended issued', 'intended revoked', 'intended issued revoked']
  return [...faults, ...states.filter(({ states: way }) => !ways.includes(way.filter((state, at) => state !== way[at - 1]).join(' '))).map(({ states: way }) => `a credential went through: ${way.join(' ')}`)]
}

/** No status index twice: on record, over all time, and in the hands of wallets. */
async function checkIndexes({ witness, exchanges }: Scene): Promise<string[]> {
  const twice = await witness.query(`SELECT content->>'list_id' FROM witness.history WHERE what = 'credentials' AND operation = 'INSERT' GROUP BY content->>'list_id', content->>'status_index' HAVING count(*) > 1`)
  const held = new Map<string, Set<string>>()
  for (const { compact } of credentialsIn(exchanges)) {
    const payload = decodeJwt(compact.split('~')[0] ?? '') as { status: { status_list: { uri: string; idx: number } }; cnf: { jwk: { x: string } } }
    const { uri, idx } = payload.status.status_list
    held.set(`${uri} ${idx}`, (held.get(`${uri} ${idx}`) ?? new Set()).add(payload.cnf.jwk.x))
  }
  return [...twice.map(() => 'a status index is on record twice'), ...[...held.values()].filter(({ size }) => size > 1).map(() => 'two credentials have one status index')]
}

/** One outcome for each accepted row: one award, the one that was answered, however often the row was sent. */
async function checkOutcomes({ witness, exchanges }: Scene): Promise<string[]> {
  const faults: string[] = []
  const answered = new Map<string, string>()
  for (const { key, awardId } of awardsIn(exchanges)) {
    if ((answered.get(key) ?? awardId) !== awardId) faults.push('one result was answered with two awards')
    answered.set(key, awardId)
  }
  const known = await witness.query<{ id: string }>('SELECT id::text FROM issuer.awards WHERE id = ANY ($1)', [[...answered.values()]])
  if (known.length !== new Set(answered.values()).size) faults.push('an award that was answered is not on record')
  const twice = await witness.query(`SELECT 1 FROM issuer.awards GROUP BY institution_id, achievement_id, source, source_reference HAVING count(*) > 1`)
  return [...faults, ...twice.map(() => 'a result became two awards')]
}

/** Codes, nonces, DPoP proofs and requests: nothing was got twice with one. */
async function checkOneTimeValues({ witness, exchanges }: Scene): Promise<string[]> {
  const twice = [...Map.groupBy(oneTimeValuesIn(exchanges), (value) => value)].filter(([, uses]) => uses.length > 1).map(([value]) => value)
  const offers = await witness.query(`SELECT 1 FROM witness.history WHERE what = 'access_tokens' AND operation = 'INSERT' GROUP BY content->>'offer_id' HAVING count(*) > 1`)
  return [...twice.map((value) => `a ${value.split(' ')[0]} was used twice`), ...offers.map(() => 'two access tokens were made for one offer')]
}

/** The journal is one chain for each institution, made again here from what it says; what happened to credentials stands in it. */
async function checkJournal({ witness }: Scene): Promise<string[]> {
  type JournalRow = { institution: string; seq: string; microseconds: string; actor: string; action: string; object_kind: string; object_id: string; reason: string; correlation_id: string; previous_hash: Buffer; hash: Buffer }
  const rows = await witness.query<JournalRow>(
    `SELECT institution_id::text AS institution, seq::text, (extract(epoch FROM at) * 1000000)::bigint::text AS microseconds, actor, action, object_kind, object_id, reason, correlation_id, previous_hash, hash FROM issuer.journal ORDER BY institution_id, journal.seq`)
  const faults: string[] = []
  const heads = new Map<string, { seq: number; hash: Buffer }>()
  for (const row of rows) {
    const head = heads.get(row.institution) ?? { seq: 0, hash: Buffer.alloc(0) }
    const fields = [row.institution, row.seq, row.microseconds, row.actor, row.action, row.object_kind, row.object_id, row.reason, row.correlation_id]
    const bytes = fields.map((field) => `${Buffer.byteLength(field)}:${field}`).join('')
    const hash = createHash('sha256').update(head.hash).update(bytes, 'utf8').digest()
    if (Number(row.seq) !== head.seq + 1 || !row.previous_hash.equals(head.hash) || !row.hash.equals(hash)) faults.push(`journal row ${row.seq} does not continue the chain`)
    heads.set(row.institution, { seq: Number(row.seq), hash: row.hash })
  }
  const untold = await witness.query<{ state: string }>(
    `SELECT c.state FROM issuer.credentials c CROSS JOIN LATERAL (VALUES ('credential.intended', true), ('credential.issued', c.signed_at IS NOT NULL), ('credential.revoked', c.state = 'revoked')) AS must (action, happened)
      WHERE happened <> (SELECT count(*) = 1 FROM issuer.journal j WHERE j.institution_id = c.institution_id AND j.object_id = c.id::text AND j.action = must.action)`)
  const unlike = await witness.query(
    `SELECT 1 FROM issuer.credentials c WHERE (c.suspended_at IS NOT NULL) <> coalesce((SELECT j.action = 'credential.suspended' FROM issuer.journal j
        WHERE j.institution_id = c.institution_id AND j.object_id = c.id::text AND j.action IN ('credential.suspended', 'credential.restored') ORDER BY j.seq DESC LIMIT 1), false)`)
  return [
    ...faults.slice(0, 3), ...untold.map(({ state }) => `the journal does not tell once what happened to a credential that is ${state}`),
    ...unlike.map(() => 'the journal says something else of a suspension than the record'),
  ]
}

/** Published lists only move forward: one by one, and never to an older version. */
async function checkSequences({ witness }: Scene): Promise<string[]> {
  const back = await witness.query(
    `SELECT * FROM (SELECT (content->>'sequence')::bigint AS s, (content->>'version')::bigint AS v,
        coalesce(lag((content->>'sequence')::bigint) OVER w, 0) AS s0, coalesce(lag((content->>'version')::bigint) OVER w, 0) AS v0
      FROM witness.history WHERE what = 'status_list_publications' WINDOW w AS (PARTITION BY content->>'list_id' ORDER BY n)) x WHERE s <> s0 + 1 OR v < v0`)
  return back.map(() => 'a published list did not move one forward')
}

/** Every process serves lists that say exactly what is revoked and what is suspended on record, and a 200 on revoke is among them. */
async function checkLists({ witness, exchanges, issuer, listSeconds = 15 }: Scene): Promise<string[]> {
  const faults: string[] = []
  const answered = revocationsIn(exchanges)
  const durable = await witness.query(`SELECT 1 FROM issuer.credentials WHERE id = ANY ($1) AND state = 'revoked'`, [answered])
  if (durable.length !== new Set(answered).size) faults.push('a revocation that was answered is not on record')
  const lists = await witness.query<{ slug: string; id: string; revoked: number[]; suspended: number[] }>(
    `SELECT i.slug, l.id::text, ARRAY(SELECT status_index FROM issuer.credentials c WHERE c.list_id = l.id AND c.state = 'revoked' ORDER BY 1) AS revoked,
        ARRAY(SELECT status_index FROM issuer.credentials c WHERE c.list_id = l.id AND c.state <> 'revoked' AND c.suspended_at IS NOT NULL ORDER BY 1) AS suspended
      FROM issuer.status_lists l JOIN issuer.institutions i ON i.id = l.institution_id`)
  await Promise.all(issuer.bases.flatMap((base) => lists.map(async ({ slug, id, revoked, suspended }) => {
    const path = `/${slug}/status-lists/${id}`
    const until = Date.now() + listSeconds * 1000
    let newest = 0
    for (;;) {
      const served = await readList(base, { path, slug, uri: `${issuer.publicUrl}${path}` })
      if (served.issuedAt < newest) faults.push('a process served an older list after a newer one')
      newest = served.issuedAt
      const extra = served.revoked.filter((index) => !revoked.includes(index))
      if (extra.length > 0) faults.push('a list revokes what is not revoked')
      const isTold = revoked.every((index) => served.revoked.includes(index))
      const isSame = served.suspended.join() === suspended.join()
      if (extra.length > 0 || (isTold && isSame)) return
      if (Date.now() > until) {
        faults.push(isTold ? `no list of ${base} said for ${listSeconds} seconds what is suspended` : `a revocation was in no list of ${base} for ${listSeconds} seconds`)
        return
      }
      await new Promise((resolve) => { setTimeout(resolve, 200) })
    }
  })))
  return faults
}

/** Nothing of another institution changed. */
async function checkBystander({ witness, bystander }: Scene): Promise<string[]> {
  if (bystander === undefined) return []
  const digests = (text: string): Map<string, string> => new Map((JSON.parse(text) as { t: string; d: string }[]).map(({ t, d }) => [t, d]))
  const [before, after] = [digests(bystander.before), digests(await fingerprint(witness, bystander.slug))]
  const changed = [...after].flatMap(([table, digest]) => before.get(table) === digest ? [] : [table])
  return changed.length === 0 && before.size === after.size ? [] : [`something of another institution changed: ${changed.join(', ')}`]
}

/** No secret and no learner in any log. */
async function checkLogs({ logs, exchanges, canaries = [] }: Scene): Promise<string[]> {
  return findIn(logs.join('\n'), [...secretsIn(exchanges), ...canaries]).map((before) => `a log holds what it may not hold: …${before}`)
}

/** How many characters of a word are looked up first; every word is at least so long. */
const startLength = 6

/** What stands in the text before each of these words that is in it; one way through the text, however many words there are. */
function findIn(text: string, words: readonly string[]): string[] {
  const byStart = Map.groupBy(words, (word) => word.slice(0, startLength))
  const found: string[] = []
  for (let at = 0; at + startLength <= text.length; at += 1) {
    const here = byStart.get(text.slice(at, at + startLength))?.some((word) => text.startsWith(word, at))
    if (here === true) found.push(text.slice(Math.max(0, at - 120), at))
  }
  return found.slice(0, 10)
}
