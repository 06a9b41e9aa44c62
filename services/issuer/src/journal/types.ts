/** One act, as it is written in the journal in the same transaction as the act itself. No learner data in any field. */
export type JournalEntry = {
  /** Who: `client:<client id>`, `operator`, `wallet`, `learner` (with a browser), or `service`. */
  actor: string
  action:
    | 'institution.created' | 'client.created' | 'client.disabled' | 'certificate.replaced' | 'signing-key.added'
    | 'achievement.created' | 'achievement.changed' | 'achievement.published' | 'achievement.offerings-linked'
    | 'achievement.archived' | 'achievement.restored' | 'achievement.shared' | 'achievement.adopted' | 'achievement.image-kept'
    | 'result-batch.begun' | 'result-batch.completed'
    | 'award.recorded' | 'award.corrected' | 'award.withdrawn'
    | 'offer.made' | 'offer.withdrawn' | 'offer.redeemed' | 'offer.locked'
    | 'credential.intended' | 'credential.issued' | 'credential.revoked' | 'credential.suspended' | 'credential.restored' | 'credential.notified'
    | 'status-list.opened'
  objectKind: 'institution' | 'client' | 'achievement' | 'result-batch' | 'award' | 'offer' | 'credential' | 'status-list'
  objectId: string
  /** Why, in the words of who acted; empty where the act explains itself. */
  reason: string
}

/** When and in which request an act happens: given by the door, passed to every book method that changes something. */
export type Act = { at: Date; actor: string; correlationId: string }
