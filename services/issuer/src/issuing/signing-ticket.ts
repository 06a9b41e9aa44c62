/**
 * The ceremony of signing: nothing is signed that was not composed, checked and put on record before. `prepare` gives a
 * ticket; the caller records what the ticket says; `sign` spends the ticket, once. A ticket cannot be made elsewhere.
 */
import type { CredentialToSecure, PreparedCredential, SecuringMechanism } from '@eduwallet/credential-formats'
import type { AnySigner } from '@eduwallet/keys'
import { IssueError } from './errors.ts'

/** The right to one signature. `payloadDigest` (SHA-256, base64url) is what goes on record before it is used. */
export class SigningTicket {
  readonly payloadDigest: string
  readonly signingKid: string
  #prepared: PreparedCredential | undefined
  readonly #signer: AnySigner

  private constructor(prepared: PreparedCredential, signer: AnySigner) {
    this.#prepared = prepared
    this.#signer = signer
    this.payloadDigest = prepared.payloadDigest
    this.signingKid = signer.kid
  }

  /**
   * Composes what will be signed by `signer`; no key is touched. Throws the FormatError of the mechanism for a credential that cannot be secured, and a
   * RangeError for a key of another algorithm.
   */
  static async prepare(mechanism: SecuringMechanism, credential: CredentialToSecure, signer: AnySigner): Promise<SigningTicket> {
    if (signer.alg !== mechanism.alg) throw new RangeError(`${mechanism.name} is signed with ${mechanism.alg}`)
    return new SigningTicket(await mechanism.prepare(credential), signer)
  }

  /** The ticket for a credential that any mechanism has composed; `signer` is what that mechanism signs with. */
  static of(prepared: PreparedCredential, signer: AnySigner): SigningTicket {
    return new SigningTicket(prepared, signer)
  }

  /** Signs, and gives the credential. Throws IssueError ISSUE_TICKET_SPENT the second time. */
  async sign(): Promise<string> {
    const prepared = this.#prepared
    this.#prepared = undefined
    if (prepared === undefined) throw new IssueError('ISSUE_TICKET_SPENT', 'a signing ticket was used twice')
    return prepared.finish(await this.#signer.sign(prepared.signingInput))
  }
}
