/**
 * From a credential that an institution composed itself to a signed one.
 *
 * 1. It names the institution as its issuer, or nobody: then the institution is filled in.
 * 2. Under a reference that is on record the very same credential is made again (its answer was lost); other content under
 *    the same reference is refused. A new one gets a record: id, status index, seed, moment.
 * 3. Status entries are added, the whole is checked and becomes a signing ticket; nothing can fail after this but the record and the key.
 * 4. The intent goes on record with the journal, and never the content. 5. The ticket is signed. 6. That goes on record; then it is handed over.
 */
import { createHash } from 'node:crypto'
import { checkCredential, saltsFromSeed, type SecuringMechanism, type VcdmVersion } from '@eduwallet/credential-formats'
import { composeBitstringEntry, type BitstringPurpose } from '@eduwallet/status-list'
import type { JsonObject, JsonValue } from '@eduwallet/strict-json'
import { bitstringListUri } from '../institutions/identifiers.ts'
import type { IssuingInstitution } from '../institutions/issuing-institution.ts'
import type { CredentialId, StatusListId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import { IssueError, ReadyMadeError } from './errors.ts'
import type { IssuanceBook } from './issuance-book.ts'
import { drawIndexes, recording } from './issue-credentials.ts'
import { nameOfIssuer, type IssuerName } from './name-of-issuer.ts'
import type { ReadyMadeBook, ReadyMadeOnRecord, ReadyMadeRecord } from './ready-made-book.ts'
import { SigningTicket } from './signing-ticket.ts'

/** Somebody else took the index or the reference in the same moment: look again, this often at most. */
const attempts = 4

export type ReadyMadeRequest = {
  /** VCDM 2.0, without a proof. */
  credential: JsonObject
  mechanism: SecuringMechanism
  /** By which the institution means this credential later; a second credential under it is refused. */
  reference: string | undefined
  /** For which purposes it gets a status entry; undefined: revocation and suspension, when it is issued under the institution's own DID. */
  statusPurposes: readonly BitstringPurpose[] | undefined
  /** JSON Pointers to what a holder may not hide, for suites with selective disclosure; undefined: all of it */
  mandatoryPointers: readonly string[] | undefined
}

export type ReadyMadeNeeds = {
  institution: IssuingInstitution
  readyMade: ReadyMadeBook
  issuance: Pick<IssuanceBook, 'recordIssued' | 'replaceStatusList'>
  /** Whether it may issue under the `did:key` of its keys as well: an open sandbox. */
  didKeys: boolean
  /** Of which versions of the data model: only an open sandbox issues 1.1. */
  versions: readonly VcdmVersion[]
  act: Act
  randomBytes: (n: number) => Uint8Array
  newId: () => string
  statusListSize: number
}

/**
 * Issues one credential and gives it as its mechanism writes it: compact, or the text of a JSON object. Throws ReadyMadeError; IssueError
 * ISSUE_NOT_RECORDED; and the errors of the data model and of the mechanism, before anything is recorded.
 */
export async function issueReadyMade(request: ReadyMadeRequest, needs: ReadyMadeNeeds): Promise<string> {
  const { readyMade, institution, act, randomBytes, newId } = needs
  const name = nameOfIssuer(request.credential['issuer'], institution, request.mechanism, { didKeys: needs.didKeys })
  const referenceHash = request.reference === undefined ? undefined : hashReference(request.reference)
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const { known, statusList } = await recording(readyMade.open(referenceHash, drawIndexes(1, randomBytes)))
    if (known !== undefined) return signAndRecord(await prepareAgain(known, name, request, needs), needs)
    if (statusList.freeIndex === undefined) {
      const next = { id: newId() as StatusListId, size: needs.statusListSize, signingKid: institution.signers.ES256.kid }
      await recording(needs.issuance.replaceStatusList(statusList.id, next, act))
    } else {
      const prepared = await prepareNew({ listId: statusList.id, statusIndex: statusList.freeIndex, referenceHash }, name, request, needs)
      if (await recording(readyMade.intend(prepared.record, act)) === 'intended') return signAndRecord(prepared, needs)
    }
  }
  throw new IssueError('ISSUE_NOT_RECORDED', 'somebody else was faster every time')
}

/** How a reference stands on record: who reads the record learns no name of a credential. */
export function hashReference(reference: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(reference).digest())
}

type Prepared = { record: ReadyMadeRecord; ticket: SigningTicket }
type Place = Pick<ReadyMadeRecord, 'listId' | 'statusIndex'> & { referenceHash: Uint8Array | undefined }

async function prepareNew({ referenceHash, ...place }: Place, name: IssuerName, request: ReadyMadeRequest, needs: ReadyMadeNeeds): Promise<Prepared> {
  const draft = {
    ...place,
    id: needs.newId() as CredentialId,
    mechanism: request.mechanism.name,
    statusPurposes: request.statusPurposes ?? (name.hasLists ? (['revocation', 'suspension'] as const) : []),
    saltSeed: needs.randomBytes(32),
    signingKid: name.signer.kid,
    issuedAt: new Date(Math.floor(needs.act.at.getTime() / 1000) * 1000),
    ...(referenceHash === undefined ? {} : { referenceHash }),
  }
  const { ticket, expiresAt } = await prepare(draft, name, request, needs)
  return { record: { ...draft, payloadDigest: ticket.payloadDigest, ...(expiresAt === undefined ? {} : { expiresAt }) }, ticket }
}

async function prepareAgain(known: ReadyMadeOnRecord, name: IssuerName, request: ReadyMadeRequest, needs: ReadyMadeNeeds): Promise<Prepared> {
  if (known.state === 'revoked') throw new ReadyMadeError('READY_MADE_REVOKED', 'the credential under this reference was revoked')
  const { ticket } = await prepare(known, name, request, needs)
  const same = known.mechanism === request.mechanism.name && known.signingKid === name.signer.kid && ticket.payloadDigest === known.payloadDigest
  if (!same) throw new ReadyMadeError('READY_MADE_REFERENCE_TAKEN', 'another credential was issued under this reference')
  return { record: known, ticket }
}

/** Step 3. The same record and the same credential give the same ticket. */
async function prepare(record: Omit<ReadyMadeRecord, 'payloadDigest'>, name: IssuerName, { credential, mechanism, mandatoryPointers }: ReadyMadeRequest, { institution: { credentialIssuer }, versions }: Pick<ReadyMadeNeeds, 'institution' | 'versions'>): Promise<{ ticket: SigningTicket; expiresAt: Date | undefined }> {
  const entries = record.statusPurposes.map((purpose) => composeBitstringEntry({ url: bitstringListUri(credentialIssuer, record.listId, purpose), purpose, index: record.statusIndex }))
  const whole: JsonObject = { ...credential, ...withProofTerms(credential, mechanism), issuer: credential['issuer'] === undefined ? name.did : credential['issuer'], ...(entries.length === 0 ? {} : { credentialStatus: withEntries(credential['credentialStatus'], entries) }) }
  const { validUntil } = checkCredential(whole, { versions })
  const prepared = await mechanism.prepare({
    claims: whole,
    selectivelyDisclosable: [],
    ...(mandatoryPointers === undefined ? {} : { mandatoryPointers }),
    header: { kid: name.kid },
    saltFor: saltsFromSeed(record.saltSeed),
    securedAt: record.issuedAt,
  })
  return { ticket: SigningTicket.of(prepared, name.signer), expiresAt: validUntil }
}

/** The context of VCDM 1.1 does not know what a Data Integrity proof says, so that of the proof is added. VC Data Integrity 1.0 #context-injection */
function withProofTerms({ '@context': contexts }: JsonObject, { format }: SecuringMechanism): JsonObject {
  const known = !Array.isArray(contexts) || contexts[0] !== 'https://www.w3.org/2018/credentials/v1' || contexts.includes(PROOF_TERMS)
  return format !== 'ldp_vc' || known ? {} : { '@context': [...contexts, PROOF_TERMS] }
}

const PROOF_TERMS = 'https://w3id.org/security/data-integrity/v2'

/** Entries that the institution gave itself stay. */
function withEntries(given: JsonValue | undefined, entries: readonly JsonObject[]): JsonValue {
  const all = [...(given === undefined ? [] : Array.isArray(given) ? given : [given]), ...entries]
  return all.length === 1 ? all[0] ?? null : all
}

/** Steps 5 and 6. */
async function signAndRecord({ record, ticket }: Prepared, { issuance, act }: ReadyMadeNeeds): Promise<string> {
  const secured = await ticket.sign()
  if (!(await recording(issuance.recordIssued([record.id], act)))) throw new ReadyMadeError('READY_MADE_REVOKED', 'the credential was revoked while it was made')
  return secured
}
