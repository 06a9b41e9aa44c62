/** WEB-19: after everything this family did, at the most talkative level, what the logs of both processes hold. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { secretsIn, type Exchange } from '../faults/client-log.ts'
import { marker, type Ground } from './ground.ts'
import { answersSeen, successes } from './knock.ts'

/** Registers the test; it must be the last. `exchanges` are what the tests sent with fetch. */
export function describeQuietLogs(ground: () => Ground, exchanges: () => readonly Exchange[]): void {
  describe('the logs of both services', () => {
    it('WEB-19 hold nothing of a learner and no secret, after all this', async () => {
      const { issuer, verifier } = ground().world
      const all = [...exchanges(), ...successes.map(toExchange)]
      const secrets = new Set([...secretsIn(all), marker, issuer.operatorToken, verifier.operatorToken])
      for (const { dataDirectory } of [issuer, verifier]) secrets.add((await readFile(join(dataDirectory, 'key-encryption-key'), 'utf8')).trim())
      for (const { victim, stranger } of [ground()]) {
        for (const { tokens, ids, school, employer, held, things } of [victim, stranger]) {
          for (const secret of [tokens.institution, tokens.disabled, tokens.wallet, tokens.employer, ...Object.values(tokens.lacking), ids.code, ids.state, school.client.secret, employer.client.secret, held.compact]) secrets.add(secret)
          for (const key of ['claim/{secret}', 'requests/{pageSecret}', 'requests/{requestId}', 'responses/{responseId}']) secrets.add(things.get(key)!)
        }
      }
      const codes = new Set(all.flatMap(({ responseBody }) => [...responseBody.matchAll(/"transactionCode":"(\d+)"/g)].map(([, code]) => code!)))
      expect(secrets.size).toBeGreaterThan(60)
      expect(codes.size).toBeGreaterThan(2)
      for (const { name, logs } of [issuer, verifier]) {
        expect(logs.length, `${name}: lines`).toBeGreaterThan(answersSeen.count / 10)
        expect(logs.some((line) => line.includes('"failed"')), `${name}: a forced error is in the log`).toBe(true)
        expect(findIn(logs, secrets, codes), name).toEqual([])
      }
    })

    it('WEB-19 would be found in them', () => {
      expect(findIn(['{"level":30,"msg":"ok"}', `{"url":"/x/claim/${marker}"}`], [marker], [])).toHaveLength(1)
      expect(findIn(['{"msg":"wrong code 123456"}', '{"time":1763812345678,"id":"ab123456"}'], [], ['123456'])).toHaveLength(1)
    })
  })
}

/** What stands before each secret that is found. A transaction code is six digits, so only where it stands by itself. */
function findIn(logs: readonly string[], secrets: Iterable<string>, codes: Iterable<string>): string[] {
  const text = logs.join('\n')
  const lower = text.toLowerCase()
  const found = [...secrets].flatMap((secret) => {
    if (secret === '') return []
    const at = secret === marker ? lower.indexOf(secret) : text.indexOf(secret)
    return at < 0 ? [] : [`a secret or a learner after …${text.slice(Math.max(0, at - 300), at)}`]
  })
  for (const code of codes) {
    const at = new RegExp(`(?<![0-9a-zA-Z.:-])${code}(?![0-9a-zA-Z.-])`).exec(text)?.index
    if (at !== undefined) found.push(`a transaction code after …${text.slice(Math.max(0, at - 300), at)}`)
  }
  return found
}

function toExchange({ url, headers, requestBody, answer }: (typeof successes)[number]): Exchange {
  return { method: answer.method, url, requestHeaders: new Headers(headers), requestBody, status: answer.status, responseBody: answer.text, retryAfter: null, sentAt: 0, answeredAt: 0 }
}
