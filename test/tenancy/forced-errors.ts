/** WEB-20: each operation while the database refuses, with words that tell everything; nothing of them may go out. */
import { describe, expect, it } from 'vitest'
import { bodyOf, queryOf } from './bodies.ts'
import { ownHeaders } from './callers.ts'
import type { Ground } from './ground.ts'
import { knock, type Answer } from './knock.ts'
import { addressOf, type Operation } from './operations.ts'
import { asSuperuser } from './row-hashes.ts'
import { asSent } from './tenant-matrix.ts'

/** From now on every row that is written makes an error whose message, detail and hint are the row itself. */
const talkative = `
  CREATE SCHEMA talkative;
  CREATE FUNCTION talkative.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '%', to_jsonb(NEW) USING DETAIL = to_jsonb(NEW)::text, HINT = to_jsonb(NEW)::text, TABLE = 'SELECT secret FROM x'; END $$;
  GRANT USAGE ON SCHEMA talkative TO PUBLIC;
  DO $$ DECLARE t record; BEGIN
    FOR t IN SELECT schemaname AS s, tablename AS n FROM pg_tables WHERE schemaname IN ('issuer', 'verifier') LOOP
      EXECUTE format('CREATE TRIGGER talkative BEFORE INSERT OR UPDATE ON %I.%I FOR EACH ROW EXECUTE FUNCTION talkative.refuse()', t.s, t.n);
    END LOOP;
  END $$`
const quiet = 'DROP SCHEMA talkative CASCADE'

/** Without its tables under the names it knows, no statement of a service works. */
const hidden = 'ALTER SCHEMA issuer RENAME TO issuer_hidden; ALTER SCHEMA verifier RENAME TO verifier_hidden'
const shown = 'ALTER SCHEMA issuer_hidden RENAME TO issuer; ALTER SCHEMA verifier_hidden RENAME TO verifier'

/** Registers the tests. They use up what the matrix left: nothing of the tenants is needed whole after them. */
export function describeForcedErrors(operations: readonly Operation[], ground: () => Ground): void {
  const database = (): string => ground().world.database.url

  async function everyOperation(accept: string): Promise<Answer[]> {
    const answers: Answer[] = []
    for (const operation of operations) {
      const { stranger, world } = ground()
      // What a body needs from the services (a nonce, say) may not be had just now.
      const body = await bodyOf(operation, stranger, ground()).catch(() => undefined)
      answers.push(await knock(world[operation.service].url, `${addressOf(operation, stranger.things)}${queryOf(operation)}`, asSent(operation, { ...ownHeaders(operation, stranger, ground()), accept }, body), { mayFail: true }))
    }
    return answers
  }

  /** Whether a line of the log says what went wrong with the request of this answer. */
  const isInLog = ({ url, text }: Answer): boolean => {
    const { issuer, verifier } = ground().world
    const id = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/.exec(text)?.[0]
    return id !== undefined && [issuer, verifier].some((service) => url.startsWith(service.url) && service.logs.some((line) => line.includes(`"traceId":"${id}"`) && line.includes('"msg":"failed"')))
  }

  /** 5xx answers are refusals in our words only (`knock` has looked at each), with an id under which the log tells more. */
  async function expectOwnWords(answers: readonly Answer[], atLeast: number): Promise<void> {
    const failed = answers.filter(({ status }) => status >= 500)
    expect(failed.length).toBeGreaterThanOrEqual(atLeast)
    for (const { status, type, text, body, url, headers } of failed) {
      expect(status, url).toBeOneOf([500, 503])
      if (status === 503 && !url.endsWith('/readyz')) expect(headers['retry-after'], url).toMatch(/^\d+$/)
      if (type === 'application/problem+json') expect(Object.keys(body!).sort(), url).toEqual(['code', 'status', 'title', 'traceId', 'type'])
      else if (type === 'application/json' && !url.endsWith('/readyz')) expect(body, url).toEqual({ error: expect.stringMatching(/^(?:server_error|temporarily_unavailable)$/) as string, error_description: expect.any(String) as string })
      else if (type === 'text/html') expect(text, url).toMatch(/<code>[0-9a-f-]{36}<\/code>/)
    }
    // The line may be a moment behind the answer: it comes through a pipe.
    await new Promise((resolve) => { setTimeout(resolve, 200) })
    expect(failed.filter((answer) => !answer.url.endsWith('/readyz') && !isInLog(answer)).map(({ method, url, text }) => `${method} ${url} ${text.slice(0, 200)}`)).toEqual([])
  }

  describe('when the database refuses', () => {
    it('WEB-20 what is written: a trace id goes out, and no word of the database', async () => {
      await asSuperuser(database(), talkative)
      try {
        await expectOwnWords(await everyOperation('application/json'), 10)
      } finally {
        await asSuperuser(database(), quiet)
      }
    }, 60_000)

    it.each(['application/json', 'text/html'])('WEB-20 everything, to one who wants %s: a trace id goes out, and no word of the database', async (accept) => {
      await asSuperuser(database(), hidden)
      try {
        await expectOwnWords(await everyOperation(accept), 20)
      } finally {
        await asSuperuser(database(), shown)
      }
    }, 60_000)

    it('WEB-20 it was not for long: the services go on as before', async () => {
      const { world, stranger } = ground()
      for (const name of ['listAwards', 'getAward', 'issuerPage', 'issuerReady', 'verifierReady', 'listQuestions', 'createRequest'] as const) {
        const operation = operations.find((one) => one.name === name)!
        const answer = await knock(world[operation.service].url, addressOf(operation, stranger.things), asSent(operation, ownHeaders(operation, stranger, ground()), await bodyOf(operation, stranger, ground())))
        expect(answer.status, `${name} ${answer.text}`).toBeOneOf([200, 201])
      }
    })
  })
}
