/** The same ill-mannered request at every operation there is: what it looks like, from where it comes, and how large it is. */
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { bodyOf, queryOf } from './bodies.ts'
import { ownHeaders } from './callers.ts'
import { marker, type Ground } from './ground.ts'
import { answersSeen, knock, type Answer, type Knock } from './knock.ts'
import { addressOf, largestBody, parametersOf, takesBody, type Operation } from './operations.ts'
import { readRealRoutes } from './real-routes.ts'
import { asSent } from './tenant-matrix.ts'

/** The operations whose success would use up what the others are about. */
const once = new Set(['createAchievementVersion', 'adoptAchievement', 'redeemOffer', 'withdrawOffer', 'setCredentialStatus', 'removeIssuer', 'disableEmployer', 'disableClient', 'postAuthorizationResponse'])

const sweepSeconds = 60

/** Registers the tests. They act for the tenant that the matrix left whole. */
export function describeEveryDoor(operations: readonly Operation[], ground: () => Ground): void {
  const paths = [...new Set(operations.map(({ service, path }) => `${service} ${path}`))].map((key) => operations.filter(({ service, path }) => `${service} ${path}` === key))
  const base = ({ service }: Operation): string => ground().world[service].url
  const address = (operation: Operation): string => `${addressOf(operation, ground().stranger.things)}${queryOf(operation)}`
  const own = (operation: Operation): Record<string, string> => ownHeaders(operation, ground().stranger, ground())

  /** Runs one sweep: `visit` gives sentences for what is wrong, which then carry the name of the operation. */
  function sweep(name: string, over: readonly Operation[], visit: (operation: Operation) => Promise<readonly string[]>): void {
    it(name, async () => {
      const faults: string[] = []
      for (const operation of over) faults.push(...(await visit(operation)).map((fault) => `${operation.service} ${operation.method} ${operation.path}: ${fault}`))
      expect(faults).toEqual([])
    }, sweepSeconds * 1000)
  }
  const expectStatusIn = (answer: Answer, wanted: readonly number[], what: string): string[] => wanted.includes(answer.status) ? [] : [`${what} is answered ${answer.status} ${answer.text.slice(0, 160)}`]

  describe('at every door', () => {
    it('there is no route that the files do not describe, nor the list of pages', async () => {
      const known = new Set(operations.map(({ service, method, path }) => `${service} ${method} ${path}`))
      const real = await readRealRoutes()
      expect(real.filter((route) => !known.has(route)), 'describe it in the OpenAPI file, or add it to "undescribed" in test/tenancy/operations.ts').toEqual([])
      expect([...known].filter((route) => !real.includes(route))).toEqual([])
    })

    sweep('PAR-16 a method that is not offered is 404 or 405 that says which are', paths.map((same) => same[0]!), async (operation) => {
      const same = operations.filter(({ service, path }) => service === operation.service && path === operation.path)
      const faults: string[] = []
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'QUERY', 'LINK']) {
        const offered = same.some((one) => one.method === method)
        if (offered) continue
        // Node and Fastify want a content type with QUERY before they look for a route.
        const answer = await knock(base(operation), address(operation), { method, headers: { ...own(operation), 'x-http-method-override': same[0]!.method, ...(method === 'QUERY' ? { 'content-type': 'application/json' } : {}) }, ...(method === 'QUERY' ? { body: '{}' } : {}) })
        faults.push(...expectStatusIn(answer, [404, 405], method))
        if (answer.status === 405 && !same.every((one) => (answer.headers.allow ?? '').split(', ').includes(one.method))) faults.push(`${method}: Allow says ${answer.headers.allow}`)
      }
      const head = await knock(base(operation), address(operation), { method: 'HEAD', headers: own(operation) })
      const mayHead = same.some(({ method }) => method === 'GET')
      if (mayHead ? head.status >= 400 && !once.has(operation.name) && operation.name !== 'requestReturn' : ![404, 405].includes(head.status)) faults.push(`HEAD is answered ${head.status}`)
      return faults
    })

    sweep('PAR-01 a body over the limit is 413, told beforehand or not, and the next request is served', operations.filter(takesBody), async (operation) => {
      const faults: string[] = []
      const type = operation.bodyTypes[0] ?? 'application/json'
      const most = largestBody[operation.name] ?? 1_048_576
      const body = type.endsWith('json') ? `"${'x'.repeat(most)}"` : `a=${'x'.repeat(most)}`
      for (const chunked of [false, true]) {
        const sent = knock(base(operation), address(operation), { method: operation.method, headers: { ...own(operation), 'content-type': type }, body, chunked })
        // Who is still sending megabytes when the connection ends may never read why.
        const answer = most > 1_048_576 ? await sent.catch((error: unknown) => { if (!/EPIPE|ECONNRESET/.test(String(error))) throw error }) : await sent
        if (answer !== undefined) faults.push(...expectStatusIn(answer, [413], chunked ? 'in pieces it' : 'it'))
        faults.push(...expectStatusIn(await knock(base(operation), '/livez'), [200], 'the next request'))
      }
      return faults
    })

    it('PAR-01 all these bodies stayed in nobody\'s memory', async (context) => {
      const { issuer, verifier } = ground().world
      for (const { process: child, name } of [issuer, verifier]) {
        const memory = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
        if (memory === '') context.skip('this system does not tell how much memory a process has')
        expect(Number(/VmRSS:\s+(\d+)/.exec(memory)?.[1]), name).toBeLessThan(600 * 1024)
      }
    })

    // Where a file of any kind is handed in, what it is, is told by its content.
    const takesAnyFile = new Set(Object.keys(largestBody))
    sweep('PAR-02 PAR-03 PAR-04 PAR-06 a body that is not JSON, not plain, or of another type is 400 or 415', operations.filter((operation) => takesBody(operation) && operation.bodyTypes.length > 0 && !takesAnyFile.has(operation.name)), async (operation) => {
      const good = (await bodyOf(operation, ground().stranger, ground()))!
      const isJson = good.type.endsWith('json')
      const odd: [string, Pick<Knock, 'body'> & { type?: string }][] = [
        ...(isJson
          ? ['{', `${good.text}}`, `${good.text}${good.text}`, '{"a":1,"a":2}', '{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}', '['.repeat(15_000), '{"a":'.repeat(3000), '\uFEFF{}', '[]', '"text"', '17', 'true', '{"a":1e999}', `{"${marker}":tru}`, 'NaN', '\u00A0{}']
            .map((text): [string, { body: string }] => [text.slice(0, 30), { body: text }])
          : [`${good.text}&${good.text}`, '__proto__=1&constructor=2', Array.from({ length: 300 }, (_, at) => `p${at}=1`).join('&'), `${good.text}&a=%00`].map((text): [string, { body: string }] => [`form ${text.slice(0, 30)}`, { body: text }])),
        ...['text/plain', 'text/html', 'application/xml', 'multipart/form-data; boundary=x', 'application/octet-stream', 'application/json5', 'application/cbor', 'garbage', ';', 'application/json, text/plain', isJson ? 'application/x-www-form-urlencoded' : 'application/json']
          .map((type): [string, { type: string; body: string }] => [`as ${type}`, { type, body: good.text }]),
      ]
      const faults: string[] = []
      for (const [what, { type = good.type, body }] of odd) {
        const answer = await knock(base(operation), address(operation), { method: operation.method, headers: { ...own(operation), 'content-type': type }, body: body! })
        faults.push(...expectStatusIn(answer, [400, 415, ...(operation.security === 'client' ? [401] : [])], what))
      }
      const untyped = await knock(base(operation), address(operation), { method: operation.method, headers: own(operation), body: good.text })
      faults.push(...expectStatusIn(untyped, [400, 415], 'no type'))
      return faults
    })

    sweep('PAR-07 U+0000 and half characters in any text of a body are 4xx; no value at any place is a fault of ours', operations.filter(({ bodyTypes, method }) => bodyTypes.some((type) => type.endsWith('json')) && takesBody({ method })), async (operation) => {
      const good = (await bodyOf(operation, ground().stranger, ground()))!
      const faults: string[] = []
      for (const [place, texts] of atEveryPlace(JSON.parse(good.text))) {
        for (const { text, refused } of texts) {
          const answer = await knock(base(operation), address(operation), { method: operation.method, headers: { ...own(operation), 'content-type': good.type }, body: text })
          if (refused) faults.push(...expectStatusIn(answer, [400], `${place} with a character that cannot be`))
        }
      }
      return faults
    })

    const parameterised = operations.filter(({ path }) => parametersOf(path).length > 0)
    sweep('PAR-07 nothing that is put into a path is more than not found', parameterised, async (operation) => {
      const faults: string[] = []
      const body = await bodyOf(operation, ground().stranger, ground())
      for (const key of parametersOf(operation.path)) {
        const parameter = key.slice(key.indexOf('{'))
        const template = addressOf({ ...operation, name: '' }, new Map(ground().stranger.things).set(key, '\u0001'))
        for (const value of oddValues) {
          const answer = await knock(base(operation), `${template.replace('%01', value)}${queryOf(operation)}`, asSent(operation, own(operation), body))
          if (answer.status < 400 || answer.status > 499) faults.push(`${parameter} ${value.slice(0, 40)} is answered ${answer.status} ${answer.text.slice(0, 100)}`)
        }
      }
      return faults
    })

    sweep('PAR-07 nothing that is put into a query is a fault of ours', operations.filter(({ method }) => method === 'GET' || method === 'DELETE').filter(({ name }) => !once.has(name)), async (operation) => {
      for (const name of [...operation.query, 'unknown', '__proto__', 'constructor[prototype][a]', 'a[b]']) {
        for (const value of [...(operation.query.includes(name) ? oddValues : ['%00', '%ED%A0%80', marker]), `1&${name}=2`, '']) await knock(base(operation), `${addressOf(operation, ground().stranger.things)}?${name}=${value}`, { headers: own(operation) })
      }
      return []
    })

    sweep('WEB-15 any site reads what is public and what wallets need, and nothing else, also when it is refused', operations, async (operation) => {
      const faults: string[] = []
      const from = { origin: 'https://evil.example', cookie: `lang=en; eduwallet_request=${marker}` }
      const wanted = operation.open ? '*' : undefined
      const there = once.has(operation.name) ? [] : [await knock(base(operation), address(operation), { ...asSent(operation, { ...own(operation), ...from }, await bodyOf(operation, ground().stranger, ground())) })]
      const refused = await knock(base(operation), address(operation), { method: operation.method, headers: { ...from, 'content-type': 'text/plain' }, ...(takesBody(operation) ? { body: 'x' } : {}) })
      const preflight = await knock(base(operation), address(operation), { method: 'OPTIONS', headers: { ...from, 'access-control-request-method': operation.method, 'access-control-request-headers': 'authorization' } })
      for (const [what, answer] of [...there.map((answer) => ['an answer', answer] as const), ['a refusal', refused] as const, ['a preflight', preflight] as const]) {
        const said = answer.headers['access-control-allow-origin']
        if (said !== wanted) faults.push(`${what} (${answer.status}) says ${said ?? 'nothing'} to other origins`)
      }
      if (operation.open ? preflight.status !== 204 || !(preflight.headers['access-control-allow-methods'] ?? '').includes(operation.method) : ![404, 405].includes(preflight.status)) faults.push(`a preflight is answered ${preflight.status}`)
      return faults
    })

    sweep('PAR-15 who forwarded a request, to which host, and what it was "really" changes nothing', operations.filter(({ name }) => !once.has(name)), async (operation) => {
      const forged = {
        host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'gopher', 'x-forwarded-port': '6666', 'x-forwarded-for': '127.0.0.1', forwarded: 'for=127.0.0.1;host=evil.example;proto=gopher',
        'x-original-url': '//evil.example/', 'x-rewrite-url': '//evil.example/', 'x-http-method-override': 'DELETE', 'x-forwarded-prefix': '//evil.example', 'x-host': 'evil.example', 'x-real-ip': '127.0.0.1', referer: 'https://evil.example/', 'x-request-id': `evil.example ${marker}`, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      }
      const send = async (headers: Record<string, string>): Promise<Answer> => knock(base(operation), address(operation), asSent(operation, { ...own(operation), ...headers }, await bodyOf(operation, ground().stranger, ground())))
      const plain = await send({})
      const answer = await send(forged)
      const words = `${answer.text} ${JSON.stringify(answer.headers)} ${answer.text.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1')).join(' ')}`
      return [
        ...(answer.status === plain.status ? [] : [`answered ${answer.status} instead of ${plain.status}`]),
        ...(/evil\.example|gopher/.test(words) ? ['repeats what was forwarded'] : []),
      ]
    })

    sweep('WEB-12 no address in a query takes anybody elsewhere', operations.filter(({ method }) => method === 'GET'), async (operation) => {
      for (const target of ['//evil.example', 'https://evil.example/', 'javascript:alert(1)', 'https://localhost@evil.example', '/\\evil.example']) {
        const query = ['return_to', 'redirect_uri', 'next', 'url', 'lang', 'path'].map((name) => `${name}=${encodeURIComponent(target)}`).join('&')
        const answer = await knock(base(operation), `${address(operation)}${queryOf(operation) === '' ? '?' : '&'}${query}`, { headers: { ...own(operation), accept: 'text/html' } })
        if (/evil\.example|javascript:/.test(answer.text)) return ['it stands in the answer']
      }
      return []
    })

    sweep('WEB-13 what another site makes a browser send, with every cookie that there is, is done by nobody', operations.filter((operation) => operation.security !== 'none' && operation.method !== 'GET'), async (operation) => {
      const { world, stranger } = ground()
      const given = await knock(world.verifier.url, `/requests/${stranger.things.get('requests/{pageSecret}')}?lang=nl`, { headers: { accept: 'text/html' } })
      const cookie = (given.headers['set-cookie'] ?? []).map((one) => one.split(';')[0]).join('; ')
      if (cookie === '') return ['there is no cookie to send along']
      const body = await bodyOf(operation, stranger, ground())
      const faults: string[] = []
      for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain', 'application/json']) {
        const headers = { cookie, origin: 'https://evil.example', referer: 'https://evil.example/', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'content-type': type }
        const answer = await knock(base(operation), address(operation), { method: operation.method, headers, ...(body === undefined ? {} : { body: body.text }) })
        // The token endpoint reads the request before it asks who sent it.
        faults.push(...expectStatusIn(answer, operation.security === 'client' ? [400, 401] : [401], type))
      }
      return faults
    })

    it('WEB-14 WEB-20 every page, and every refusal to a browser, is in the language asked, without script or style in it', async () => {
      const pages: Answer[] = []
      for (const operation of operations.filter(({ method }) => method === 'GET')) {
        for (const path of [address(operation), address(operation).replace(/[^/]+$/, 'nothing-here')]) {
          for (const language of ['nl', 'en']) {
            const answer = await knock(base(operation), `${path}${path.includes('?') ? '&' : '?'}lang=${language}`, { headers: { ...own(operation), accept: 'text/html' } })
            if (answer.type !== 'text/html') continue
            pages.push(answer)
            if (operation.page) expect(answer.text, path).toContain(`<html lang="${language}"`)
            else expect(answer.text, path).toMatch(/<html lang="(?:nl|en)"/)
          }
        }
      }
      expect(pages.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(6)
      expect(pages.filter(({ status }) => status >= 400).length).toBeGreaterThan(20)
      for (const { text, url } of pages) expect(text, url).not.toMatch(/<script(?![^>]*\ssrc="\/assets\/)|<style|\sstyle=|\son\w+=|javascript:/i)
    }, sweepSeconds * 1000)

    it('WEB-21 nothing internal is reached through the public door', async () => {
      const { issuer, verifier, school } = { ...ground().world }
      for (const { url } of [issuer, verifier, { url: school.base }]) {
        for (const path of ['/metrics', '/debug', '/debug/pprof', '/.git/HEAD', '/.env', '/docs', '/docs/internal', '/documentation/json', '/openapi.json', '/openapi.yaml', '/swagger', '/actuator/health', '/server-status', '/assets/eduwallet.css.map', '/assets/', '/assets/..%2f..%2fpackage.json', '/src/main.ts', '/package.json', '/admin', '/console', '/graphql', '/heapdump', '/operator', '/operator/', '//operator/institutions', '/data/operator-token']) {
          const { pathname } = new URL(url)
          const answer = await knock(new URL(url).origin, `${pathname === '/' ? '' : pathname}${path}`)
          expect(answer.status, `${url}${path} ${answer.text.slice(0, 100)}`).toBeOneOf([400, 401, 404, 405])
        }
      }
    })

    it('WEB-14 WEB-20 none of all the answers was a fault of ours, told of the inside, led away, or went without its headers', () => {
      expect([...new Set(answersSeen.faults)].slice(0, 40)).toEqual([])
      expect(answersSeen.count).toBeGreaterThan(2000)
    })
  })
}

/** Percent-encoded already: what no id, slug, secret or name is. */
const oddValues = [
  '%00', 'a%00b', '%ED%A0%80', '%ED%BF%BF', '%C0%80', '%FF', '%', '%zz', '%u0041', '..%2F..%2Fetc%2Fpasswd', '..%5C..%5C', '%2e%2e', "'%20OR%20'1'%3D'1", '%22%3B--', '%24%7B7*7%7D', '%3Cscript%3E', '%F0%9F%98%80', '%E2%80%AE', '__proto__', 'constructor',
  'toString', '%0D%0Aset-cookie:a=b', 'a'.repeat(301), 'a'.repeat(6000), '%20', '-1', '1e999', 'null', 'undefined', '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-00000000000g', '%E2%82%AC'.repeat(100), marker,
]

/** The message with every value replaced in turn: by texts that cannot be, and by values of every other kind. */
function atEveryPlace(message: unknown): [string, { text: string; refused: boolean }[]][] {
  const found: [string, { text: string; refused: boolean }[]][] = []
  const visit = (value: unknown, place: string, rebuild: (changed: unknown) => unknown): void => {
    const as = (raw: string, refused: boolean) => ({ text: JSON.stringify(rebuild('\u0001')).replace('"\\u0001"', raw), refused })
    found.push([place, [
      ...(typeof value === 'string' ? [as(`"${marker}\\u0000"`, true), as('"\\ud800"', true), as('"\\udc00\\ud800"', true)] : []),
      ...['{}', '[]', '-1', '1e300', 'true', 'null', '""', `"${'x'.repeat(20_000)}"`, '{"length":{"toString":1}}', '[[[[]]]]', '"\\u202e\\ufeff\\u0007"'].map((raw) => as(raw, false)),
    ]])
    if (typeof value !== 'object' || value === null) return
    for (const [key, child] of Object.entries(value)) {
      if (Array.isArray(value) && key !== '0') continue
      visit(child, `${place}/${key}`, (changed) => rebuild(Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed }))
    }
  }
  visit(message, '', (changed) => changed)
  return found
}
