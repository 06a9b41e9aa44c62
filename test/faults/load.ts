/** Wallets that claim one offer after the other, as long as they are wanted. */
import { awardOne, makeOffer, type School } from '../institution/index.ts'
import { redeemOffer, type Wallet } from '../wallet/index.ts'
import type { Exchange } from './client-log.ts'

/** What is being claimed. */
export type LoadedWorld = { school: School; achievementId: string; wallet: Wallet }

/** A running load; `stop` ends it and gives how many claims were completed. What went wrong for the others is in the client log. */
export type Load = { claimed(): number; stop(): Promise<number> }

/** Starts so many wallets. After something failed a wallet waits a little and begins with a new award. */
export function startLoad({ school, achievementId, wallet }: LoadedWorld, wallets: number): Load {
  const stopping = new AbortController()
  let claimed = 0
  const claim = async (): Promise<boolean> => {
    try {
      const offer = await makeOffer(school, await awardOne(school, achievementId), { transactionCode: false })
      await redeemOffer(wallet, offer.credentialOfferUri)
      return true
    } catch {
      return false
    }
  }
  const claims = Array.from({ length: wallets }, async () => {
    while (!stopping.signal.aborted) {
      if (await claim()) claimed += 1
      else await new Promise((resolve) => { setTimeout(resolve, 50) })
    }
  })
  return {
    claimed: () => claimed,
    async stop() {
      stopping.abort()
      await Promise.all(claims)
      return claimed
    },
  }
}

/**
 * What is not in order in these exchanges: an answer that is neither a success nor "not now, come back" (503 with
 * `Retry-After`), or no answer at all.
 */
export function disorderIn(exchanges: readonly Exchange[]): string[] {
  return exchanges.flatMap(({ method, url, status, retryAfter }) => {
    const inOrder = status !== undefined && ([200, 201, 204].includes(status) || (status === 503 && Number(retryAfter) > 0))
    return inOrder ? [] : [`${method} ${new URL(url).pathname.replace(/\/credential-offers\/.*/, '/credential-offers/…')}: ${status ?? 'no answer'}`]
  })
}
