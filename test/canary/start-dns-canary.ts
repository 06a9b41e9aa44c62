/** A name server that writes down what was asked: for tests of which addresses a service believes in. */
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { AUTHORITATIVE_ANSWER, decode, encode, type Answer } from 'dns-packet'

/** What is known of a name: addresses (IPv4 and IPv6), another name, or that nothing is (`NXDOMAIN`), cannot be known (`SERVFAIL`) or said (`silence`). */
export type DnsAnswer = readonly string[] | { alias: string } | 'NXDOMAIN' | 'SERVFAIL' | 'silence'

/** `asked`: every question, `A school.example`. `lookup` is how a client asks it, in the form that `createOutbound` takes. */
export type DnsCanary = {
  asked: string[]
  lookup: (name: string) => Promise<{ address: string; family: number }[]>
  stop(): Promise<void>
}

/** Codes of RFC 1035 #section-4.1.1. */
const codes = { SERVFAIL: 2, NXDOMAIN: 3 }

/**
 * Starts a name server on loopback over UDP. Every answer lives for no time at all (TTL 0), so nobody may remember it.
 * @param answers by name; a list of answers is given out one after the other, the last for ever
 */
export async function startDnsCanary(answers: Readonly<Record<string, readonly DnsAnswer[]>>): Promise<DnsCanary> {
  const asked: string[] = []
  const turns = new Map<string, number>()
  const server = createSocket('udp4')
  server.on('message', (message, { port, address }) => {
    const { id, questions = [] } = decode(message)
    const [question] = questions
    if (question === undefined) return
    const { name, type } = question
    const turn = turns.get(`${type} ${name}`) ?? 0
    turns.set(`${type} ${name}`, turn + 1)
    asked.push(`${type} ${name}`)
    const known = answers[name] ?? ['NXDOMAIN']
    const answer = known[Math.min(turn, known.length - 1)] ?? 'NXDOMAIN'
    if (answer === 'silence') return
    const refused = typeof answer === 'string' ? codes[answer] : 0
    server.send(encode({ id: id ?? 0, type: 'response', flags: AUTHORITATIVE_ANSWER | refused, questions, answers: typeof answer === 'string' ? [] : recordsOf(name, type, answer, answers) }), port, address)
  })
  server.bind(0, '127.0.0.1')
  await once(server, 'listening')
  const resolver = new Resolver({ timeout: 500, tries: 2 })
  resolver.setServers([`127.0.0.1:${server.address().port}`])
  return {
    asked,
    lookup: async (name) => {
      const found = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
      const addresses = found.flatMap((result, at) => result.status === 'fulfilled' ? result.value.map((address) => ({ address, family: at === 0 ? 4 : 6 })) : [])
      const [first] = found
      if (addresses.length === 0 && first.status === 'rejected') throw first.reason
      return addresses
    },
    async stop() {
      resolver.cancel()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The records of one type, those behind an alias too. */
function recordsOf(name: string, type: string, answer: Exclude<DnsAnswer, string>, answers: Readonly<Record<string, readonly DnsAnswer[]>>): Answer[] {
  if ('alias' in answer) {
    const behind = answers[answer.alias]?.[0]
    const rest = behind === undefined || typeof behind === 'string' ? [] : recordsOf(answer.alias, type, behind, answers)
    return [{ type: 'CNAME', name, ttl: 0, data: answer.alias }, ...rest]
  }
  return answer.filter((address) => address.includes(':') === (type === 'AAAA')).map((data) => ({ type: type === 'AAAA' ? 'AAAA' : 'A', name, ttl: 0, data }))
}
